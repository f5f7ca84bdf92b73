/** What the quiet stages of placement ask of a store, within a transaction. */
import type { OpenIncident } from '@tocsin/core/detect/quiet/gathering.ts'
import type { AlertId, Instant, ServiceId, SourceId } from '@tocsin/core/kernel/brand.ts'

export interface QuietTx {
  /** Lets alerts that any of these keeps from counting be looked at again at `due`; see `PlacementRow.mutedBy`. */
  recheckMuted(mutedBy: readonly string[], due: Instant): Promise<void>
  /** Which of the keys an alert of one of the sources that fires has written down; see `PlacementRow.causes`. */
  findFiringCauses(keys: readonly string[], sources: readonly SourceId[]): Promise<Set<string>>
  /**
   * Keeps under which inhibition rules causes write their keys. When these are new, everything that fires is looked at again at
   * `due`; tells whether they were.
   */
  keepInhibitions(fingerprint: string, due: Instant): Promise<boolean>
  /**
   * How often alerts that each of these keeps from counting, and that were placed since, began to fire since, e.g. those of a group.
   * Who was placed before is left out, although it may have begun again and wait to be placed: so the cost is that of the span.
   */
  countFired(asked: readonly { mutedBy: string; since: Instant }[]): Promise<Map<string, number>>
  /** How often each alert fired or cleared since. */
  countChanges(asked: readonly { alert: AlertId; since: Instant }[]): Promise<Map<AlertId, number>>
  /** Incidents of any of the services or sources that are not yet restored, oldest first, without tests; locks nothing. */
  findOpenIncidents(of: { services: readonly ServiceId[]; sources: readonly SourceId[] }): Promise<OpenIncident[]>
  /** How many incidents each source opened since. */
  countOpened(asked: readonly { source: SourceId; since: Instant }[]): Promise<Map<SourceId, number>>
}
