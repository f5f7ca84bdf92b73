/**
 * What keeps machines and floods away from a form that asks for no account: limits for each address and for everybody together, a form that
 * was really loaded and looked at for some seconds, and a field that only machines fill in.
 */
import type { Instant, ReportId } from '@tocsin/core/kernel/brand.ts'
import { HOUR, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import { createAttemptLimit, limitedAddress } from '../../shell/auth/attempt-limit.ts'
import type { Ids } from '../../shell/ports/ids.ts'
import type { Secrets } from '../../shell/secrets/secrets.ts'

export type GuardProblem = 'too_fast' | 'too_old' | 'not_ours' | 'trap'

export interface PortalGuard {
  /** A token for a form that is shown now, to this session or to nobody in particular. */
  issue(now: Instant, session: string): string
  /** The report that the form stands for, the same however often it is sent. */
  check(form: { token: string; trap: string }, now: Instant, session: string): ReportId | GuardProblem
  /** The milliseconds to wait, 0 when it may go ahead. */
  take(kind: 'report' | 'detail' | 'look', address: string, now: Instant): number
}

/** Nobody reads a form and says what is wrong in less. */
const FILL_MS_MIN = 3 * SECOND
const FILL_MS_MAX = 12 * HOUR
const PURPOSE = 'report form'
const EVERYBODY = 'everybody'
const LIMITS_OF = {
  report: { own: { max: 5, windowMs: 10 * MINUTE }, all: { max: 120, windowMs: 10 * MINUTE } },
  detail: { own: { max: 20, windowMs: 10 * MINUTE }, all: { max: 600, windowMs: 10 * MINUTE } },
  look: { own: { max: 120, windowMs: MINUTE }, all: { max: 3_000, windowMs: MINUTE } },
}

export function createPortalGuard(
  secrets: Pick<Secrets, 'mac' | 'isMac'>,
  ids: Pick<Ids, 'next'>,
  fillMsMin: number = FILL_MS_MIN,
): PortalGuard {
  const limits = Object.fromEntries(
    Object.entries(LIMITS_OF).map(([kind, { own, all }]) => [
      kind,
      { own: createAttemptLimit(own), all: createAttemptLimit(all) },
    ]),
  ) as Record<keyof typeof LIMITS_OF, Record<'own' | 'all', ReturnType<typeof createAttemptLimit>>>
  return {
    issue(now, session) {
      const text = `${now.toString(36)}.${ids.next()}`
      return `${text}.${secrets.mac(PURPOSE, `${text}.${session}`)}`
    },
    check({ token, trap }, now, session) {
      const [issued = '', report = '', mac = '', ...rest] = token.split('.')
      if (rest.length > 0 || !secrets.isMac(PURPOSE, `${issued}.${report}.${session}`, mac)) return 'not_ours'
      const ageMs = now - Number.parseInt(issued, 36)
      if (ageMs > FILL_MS_MAX) return 'too_old'
      if (ageMs < fillMsMin) return 'too_fast'
      return trap === '' ? (report as ReportId) : 'trap'
    },
    take(kind, address, now) {
      const { own, all } = limits[kind]
      const key = limitedAddress(address)
      const waitMs = own.take(key, now)
      if (waitMs > 0) return waitMs
      const everybodyMs = all.take(EVERYBODY, now)
      if (everybodyMs > 0) own.giveBack(key)
      return everybodyMs
    },
  }
}
