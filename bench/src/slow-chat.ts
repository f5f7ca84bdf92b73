/**
 * A chat that takes its time, as those of the world do: the methods of Telegram's Bot API, each answered after a pause. What it is told is
 * not looked at; that is for the stand-in of the contract tests.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SlowChat {
  url: string
  token: string
  /** Calls that were answered. */
  answered(): number
  close(): Promise<void>
}

/** Between what a chat in the same region takes and one across the sea. */
const ANSWER_MS = 50

export async function startSlowChat(): Promise<SlowChat> {
  let answered = 0
  const server = createServer((incoming, outgoing) => {
    incoming.resume()
    incoming.once('end', () => {
      setTimeout(() => {
        answered += 1
        outgoing.writeHead(200, { 'content-type': 'application/json' })
        outgoing.end(JSON.stringify({ ok: true, result: { message_id: answered } }))
      }, ANSWER_MS)
    })
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: `123456789:${'AAbbCCddEE'.repeat(3)}-_xyz`,
    answered: () => answered,
    close: () =>
      new Promise((ended) => {
        server.close(() => ended())
        server.closeAllConnections()
      }),
  }
}
