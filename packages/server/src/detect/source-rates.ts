/**
 * How much each source may bring, where its configuration says so: a bucket of so many alerts that fills up again evenly. It is this
 * process's own, because a look at a common one would cost every request a trip to the database: several nodes take so many each.
 */
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { SourceQuiet } from '@tocsin/core/people/quiet.ts'

export class SourceRates {
  readonly #buckets = new Map<SourceId, { left: number; at: number }>()

  /** Takes as many from the bucket, or nothing at all. */
  mayTake(source: SourceId, rate: SourceQuiet['rate'], alerts: number, at: Instant): boolean {
    if (!rate || alerts === 0) return true
    const bucket = this.#buckets.get(source) ?? { left: rate.alerts, at }
    const left = Math.min(rate.alerts, bucket.left + ((at - bucket.at) * rate.alerts) / rate.withinMs)
    // A request with more than the bucket holds is taken from a full one: turned away it would come again for ever.
    if (left < Math.min(alerts, rate.alerts)) return false
    this.#buckets.set(source, { left: left - alerts, at })
    return true
  }
}
