/** What makes alerts count, as it is typed: texts, of which an empty one switches its part off. */
import type { Source } from '../../../api/types.ts'
import type { SourceBody } from '../sources.query.ts'

export interface QuietDraft {
  wait: string
  changes: string
  flapsWithin: string
  stable: string
  alerts: string
  alertsWithin: string
  orAfter: string
  incidents: string
  incidentsWithin: string
  rateAlerts: string
  rateWithin: string
  dependencyWindow: string
  staleAfter: string
}

export function quietDraftOf(quiet: Source['quiet'] = {}): QuietDraft {
  const { wait, flapping, threshold, storm, rate, dependency_window, stale_after } = quiet
  const text = (value: number | undefined) => (value === undefined ? '' : String(value))
  return {
    wait: wait ?? '',
    ...{ changes: text(flapping?.changes), flapsWithin: flapping?.within ?? '10m', stable: flapping?.stable ?? '5m' },
    ...{ alerts: text(threshold?.alerts), alertsWithin: threshold?.within ?? '5m', orAfter: threshold?.or_after ?? '' },
    ...{ incidents: text(storm?.incidents), incidentsWithin: storm?.within ?? '5m' },
    ...{ rateAlerts: text(rate?.alerts), rateWithin: rate?.within ?? '1m' },
    ...{ dependencyWindow: dependency_window ?? '', staleAfter: stale_after ?? '' },
  }
}

/** A part is on when its number is filled in. */
export function quietOfDraft(draft: QuietDraft): NonNullable<SourceBody['quiet']> {
  const filled = (text: string) => (text.trim() === '' ? undefined : text.trim())
  const [wait, orAfter] = [filled(draft.wait), filled(draft.orAfter)]
  const [dependency_window, stale_after] = [filled(draft.dependencyWindow), filled(draft.staleAfter)]
  return {
    ...(wait && { wait }),
    ...(draft.changes && {
      flapping: { changes: Number(draft.changes), within: draft.flapsWithin, stable: draft.stable },
    }),
    ...(draft.alerts && {
      threshold: { alerts: Number(draft.alerts), within: draft.alertsWithin, ...(orAfter && { or_after: orAfter }) },
    }),
    ...(draft.incidents && { storm: { incidents: Number(draft.incidents), within: draft.incidentsWithin } }),
    ...(draft.rateAlerts && { rate: { alerts: Number(draft.rateAlerts), within: draft.rateWithin } }),
    ...(dependency_window && { dependency_window }),
    ...(stale_after && { stale_after }),
  }
}
