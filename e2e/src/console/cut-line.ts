/** A line between a browser and Tocsin that can be cut and mended: plain TCP, so that nothing of what passes is changed. */
import { createServer, connect as open, type Server, type Socket } from 'node:net'

export interface CutLine {
  /** Of Tocsin, as the browser reaches it through the line. */
  url: string
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>
  /** On the same port as before. */
  mend(): Promise<void>
  close(): Promise<void>
}

export async function openLine(toPort: number): Promise<CutLine> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // A connection that breaks is what this is for.
    socket.on('error', () => socket.destroy())
  }
  const start = (port: number): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer((near) => {
        const far = open(toPort, '127.0.0.1')
        keep(near)
        keep(far)
        near.pipe(far).pipe(near)
        near.once('close', () => far.destroy())
        far.once('close', () => near.destroy())
      })
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => resolve(server))
    })
  const stop = (server: Server): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })

  let server: Server | null = await start(0)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const cut = async (): Promise<void> => {
    const running = server
    server = null
    if (running !== null) await stop(running)
  }
  return {
    url: `http://localhost:${port}`,
    cut,
    async mend() {
      server ??= await start(port)
    },
    close: cut,
  }
}
