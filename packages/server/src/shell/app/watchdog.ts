/** Our own heartbeat to the outside: somebody else notices when Tocsin no longer says that it is well. */
import type { Net } from '@tocsin/adapters/out/net.ts'
import type { PagingAuditor } from '../../respond/audit-paging.ts'
import type { EngineDeps } from '../engine/deps.ts'
import type { Engine } from './engine.ts'

const TIMEOUT_MS = 10_000
/** A loop that has not come round for this long hangs: the poll behind every nudge is a second. */
export const LOOP_SILENT_MS_MAX = 30_000

export function listSilentLoops(engine: Pick<Engine, 'heartbeat'>, now: number): string[] {
  return engine
    .heartbeat()
    .filter((loop) => now - loop.lastRoundAt > LOOP_SILENT_MS_MAX)
    .map((loop) => loop.loop)
}

/** The auditor looks every minute; one that has not come to its end for so long is too slow, or does not run at all. */
export const AUDIT_SILENT_MS_MAX = 180_000

export interface Watched {
  engine: Pick<Engine, 'heartbeat'>
  auditor: Pick<PagingAuditor, 'wellSince'>
}

/**
 * Calls the address while every loop of the engine comes round and the auditor of paging comes to its end, and stays silent when
 * one does not.
 */
export async function callWatchdog(
  deps: EngineDeps,
  net: Net,
  { engine, auditor }: Watched,
  url: string,
): Promise<void> {
  const silent = listSilentLoops(engine, deps.clock.now())
  if (silent.length > 0) {
    deps.log.error({ silent }, 'loops hang: the watchdog is not called')
    return
  }
  const unaudited = deps.clock.now() - auditor.wellSince()
  if (unaudited > AUDIT_SILENT_MS_MAX) {
    deps.log.error({ unauditedMs: unaudited }, 'nobody has audited the paging in time: the watchdog is not called')
    return
  }
  const answer = await net.fetch({ method: 'GET', url, headers: {}, timeoutMs: TIMEOUT_MS })
  if ('error' in answer) deps.log.warn({ error: answer.error }, 'the watchdog could not be called')
  else if (answer.status >= 300) deps.log.warn({ status: answer.status }, 'the watchdog did not take the call')
}
