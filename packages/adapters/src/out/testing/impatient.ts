import type { Net } from '../net.ts'

/** The same network with shorter time-outs, so that a test of a time-out does not last as long as one. */
export function impatient(net: Net, timeoutMs: number): Net {
  return {
    fetch: (request) => net.fetch({ ...request, timeoutMs }),
    sendMail: (server, mail) => net.sendMail({ ...server, timeoutMs }, mail),
  }
}
