/**
 * A sender that costs little, because it shares the machine with what it measures: kept connections, requests made beforehand,
 * and of an answer only the status is read. It knows of each request whether it was answered.
 */
import { connect, type Socket } from 'node:net'

export interface Pump {
  /** Resolves with the status, or with 0 when the connection broke before there was an answer. */
  send(request: Buffer): Promise<number>
  close(): void
}

/** The bytes of one request. `path` may hold a query; a body makes it a POST of JSON. */
export function formatRequest(url: string, { body, bearer }: { body?: string; bearer?: string } = {}): Buffer {
  const { host, pathname, search } = new URL(url)
  const lines = [`${body === undefined ? 'GET' : 'POST'} ${pathname}${search} HTTP/1.1`, `Host: ${host}`]
  if (bearer !== undefined) lines.push(`Authorization: Bearer ${bearer}`)
  if (body !== undefined) lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`)
}

interface Job {
  request: Buffer
  settle(status: number): void
}

/** Opens the connections; each carries one request at a time, and what is sent beyond them waits in order. */
export async function openPump(url: string, connections: number): Promise<Pump> {
  const { hostname, port } = new URL(url)
  const waiting: Job[] = []
  const idle: Line[] = []
  const lines = await Promise.all(Array.from({ length: connections }, () => Line.open(hostname, Number(port))))
  let alive = lines.length
  const next = (line: Line): void => {
    const job = waiting.shift()
    if (job) line.carry(job, next)
    else idle.push(line)
  }
  for (const line of lines) {
    idle.push(line)
    line.onClosed(() => {
      alive -= 1
      const index = idle.indexOf(line)
      if (index >= 0) idle.splice(index, 1)
      if (alive === 0) for (const job of waiting.splice(0)) job.settle(0)
    })
  }
  return {
    send: (request) =>
      new Promise((resolve) => {
        const job = { request, settle: resolve }
        const line = idle.pop()
        if (line) line.carry(job, next)
        else if (alive > 0) waiting.push(job)
        else resolve(0)
      }),
    close() {
      for (const line of lines) line.close()
    },
  }
}

class Line {
  readonly #socket: Socket
  #job: Job | undefined
  #next: ((line: Line) => void) | undefined
  #received = ''

  static open(host: string, port: number): Promise<Line> {
    const { promise, resolve, reject } = Promise.withResolvers<Line>()
    const socket = connect({ host, port, noDelay: true })
    socket.once('connect', () => resolve(new Line(socket)))
    socket.once('error', reject)
    return promise
  }

  constructor(socket: Socket) {
    this.#socket = socket
    // Bytes as characters: lengths are counted in bytes, and nobody reads the text.
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => this.#take(String(chunk)))
    socket.on('error', () => {})
    this.onClosed(() => this.#job?.settle(0))
  }

  onClosed(listener: () => void): void {
    this.#socket.once('close', listener)
  }

  carry(job: Job, next: (line: Line) => void): void {
    this.#job = job
    this.#next = next
    this.#received = ''
    this.#socket.write(job.request)
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: string): void {
    this.#received += chunk
    const status = statusOfWhole(this.#received)
    const job = this.#job
    if (status === undefined || job === undefined) return
    this.#job = undefined
    job.settle(status)
    this.#next?.(this)
  }
}

/** The status of an answer that has arrived in full; undefined while it has not. */
export function statusOfWhole(received: string): number | undefined {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = received.slice(0, headEnd)
  const body = headEnd + 4
  const status = Number(head.slice(9, 12))
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) return received.length >= body + Number(length) ? status : undefined
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return received.endsWith('\r\n0\r\n\r\n') ? status : undefined
  return status
}
