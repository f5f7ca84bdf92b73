import { execFile } from 'node:child_process'
import type { NetError } from '@tocsin/adapters/out/net.ts'
import type { CheckScope } from './check-net.ts'

const TIME = /time[=<]([\d.]+) ?ms/
const NOT_PERMITTED = /not permitted|permission denied|missing cap_net_raw/i

/**
 * By the machine's own `ping`: raw sockets need rights that Tocsin does without. The address was judged and is given as such.
 */
export async function pingHost(
  { guard, deadline, timeoutMs }: CheckScope,
  host: string,
): Promise<{ ms: number } | NetError> {
  const pinned = await guard.pin(host)
  if ('error' in pinned) return pinned
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1_000)))
  const args = ['-n', '-c', '1', '-W', seconds, ...(pinned.family === 6 ? ['-6'] : []), pinned.address]
  return new Promise((resolve) => {
    execFile('ping', args, { signal: deadline, encoding: 'utf8' }, (error, stdout, stderr) => {
      const time = TIME.exec(stdout)?.[1]
      if (!error && time !== undefined) return resolve({ ms: Number(time) })
      resolve(explain(error, `${stdout}\n${stderr}`, host, deadline))
    })
  })
}

function explain(error: Error | null, output: string, host: string, deadline: AbortSignal): NetError {
  const code = error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT')
    return {
      error: 'forbidden',
      cause: 'there is no ping on the machine of Tocsin: install iputils-ping (Debian, Ubuntu) or iputils',
    }
  if (NOT_PERMITTED.test(output))
    return {
      error: 'forbidden',
      cause:
        'ping is not permitted on the machine of Tocsin: run “setcap cap_net_raw+ep /usr/bin/ping”, or set the sysctl net.ipv4.ping_group_range to “0 2147483647”, or give its container the capability NET_RAW',
    }
  if (deadline.aborted) return { error: 'timeout', cause: 'no answer in time' }
  return { error: 'unreachable', cause: `${host} does not answer` }
}
