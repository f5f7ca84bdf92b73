/** Tocsin with a newer console: what passes is left as it is, but for the service worker, which is another one once it is released. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface NewVersion {
  url: string
  release(): void
  close(): Promise<void>
}

export async function openNewVersion(port: number): Promise<NewVersion> {
  let isReleased = false
  const server = http.createServer((request, response) => {
    const isWorker = request.url === '/service-worker.js'
    const headers = isWorker ? wholeAndPlain(request.headers) : request.headers
    const onward = http.request({ host: '127.0.0.1', port, method: request.method, path: request.url, headers })
    onward.on('response', (answer) => {
      if (!isWorker || !isReleased) {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
        return
      }
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        // The version is a word of twelve digits in the worker; a newer build has another.
        const text = Buffer.concat(chunks)
          .toString()
          .replace(/(version:\s*["'`])[0-9a-f]{12}/, '$1000000000000')
        response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-cache' })
        response.end(text)
      })
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    release() {
      isReleased = true
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/**
 * Whoever has the script already asks only whether it is another one. Passed on, that question is answered by “not modified” and nothing else:
 * handed out as the newer script, nothing is a worker that does nothing, and the next look of the browser finds a third one.
 */
function wholeAndPlain(asked: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  const { 'if-none-match': _tag, 'if-modified-since': _since, ...rest } = asked
  return { ...rest, 'accept-encoding': 'identity' }
}
