/** The network of one check: everything that it does ends by one deadline, and goes only where the guard lets it. */
import type { CheckNet } from '@tocsin/adapters/check/check-net.ts'
import type { TargetGuard } from '../target-guard.ts'
import { queryDns } from './dns-query.ts'
import { callHttp } from './http-call.ts'
import { callHttp2 } from './http2-call.ts'
import { openLine } from './line.ts'
import { pingHost } from './ping-host.ts'
import { querySql } from './sql-query.ts'

/** What each operation works with. */
export interface CheckScope {
  guard: TargetGuard
  /** Ends whatever is under way. */
  deadline: AbortSignal
  timeoutMs: number
}

export type OpenCheckNet = (timeoutMs: number) => CheckNet

/** One network for each check. */
export function createCheckNets(guard: TargetGuard): OpenCheckNet {
  return (timeoutMs) => {
    const scope: CheckScope = { guard, timeoutMs, deadline: AbortSignal.timeout(timeoutMs) }
    return {
      http: (call) => callHttp(scope, call),
      open: (target) => openLine(scope, target),
      dns: (call) => queryDns(scope, call),
      ping: (host) => pingHost(scope, host),
      http2: (call) => callHttp2(scope, call),
      sql: (call) => querySql(scope, call),
    }
  }
}
