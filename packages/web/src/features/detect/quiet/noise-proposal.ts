import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { keys } from '../../../api/keys.ts'
import { replaceJson, sendJson } from '../../../api/request.ts'
import type { Noise, Source } from '../../../api/types.ts'
import { suggestId } from '../../../ui/suggest-id.ts'
import type { AlertFilters } from '../alert-filters.ts'
import { formOfMonitor, type MonitorForm, monitorQuery } from '../monitors/monitors.query.ts'
import { bodyOfSource, type SourceBody, sourceQuery } from '../sources.query.ts'

const FLAPPING = { changes: 4, within: '30m', stable: '10m' }
export const THRESHOLD = { alerts: 3, within: '15m', or_after: '30m' }

/** What can be done by one press. */
export type NoiseRemedy = 'wait' | 'flapping' | 'threshold' | 'record_only'
/** How the source of a monitor's alerts is called; see core's `sourceOfMonitor`. */
const MONITOR = 'monitor/'

export function remedyOf({ kind }: NonNullable<Noise['proposal']>): NoiseRemedy {
  return kind === 'delete' ? 'record_only' : kind
}

/** The monitor that the alerts come from, if it is one. */
export function monitorOf({ source }: Pick<Noise, 'source'>): string | undefined {
  return source.id.startsWith(MONITOR) ? source.id.slice(MONITOR.length) : undefined
}

/** Carries a remedy out: the source, or the monitor, learns to wait, to damp or to count, or a rule records what nobody needs. */
export function useApplyRemedy() {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    async mutationFn({ noise, days, remedy }: { noise: Noise; days: number; remedy: NoiseRemedy }): Promise<unknown> {
      const { source, name } = noise
      if (remedy !== 'record_only') {
        const wait = noise.proposal?.wait ?? '5m'
        const monitorId = monitorOf(noise)
        if (monitorId !== undefined) {
          const monitor = await client.fetchQuery({ ...monitorQuery(monitorId), staleTime: 0 })
          const { id, ...body } = quieterMonitor(formOfMonitor(monitor), remedy, wait)
          return replaceJson(`/monitors/${encodeURIComponent(id)}`, monitor.version, body)
        }
        const known = await client.fetchQuery({ ...sourceQuery(source.id), staleTime: 0 })
        const quiet = { wait: { wait }, flapping: { flapping: FLAPPING }, threshold: { threshold: THRESHOLD } }[remedy]
        return replaceJson(`/sources/${encodeURIComponent(source.id)}`, known.version, withQuiet(known, quiet))
      }
      const id = `record-${suggestId(`${source.id}-${name}`) || source.id}`.slice(0, 60).replace(/-+$/, '')
      return sendJson('POST', '/event-rules', {
        ...{ id, name: t('noise.ruleName', { name }).slice(0, 200), when: conditionOf(noise) },
        do: { record_only: t('noise.recordReason', { days }) },
      })
    },
    onSuccess: (_, { noise }) => {
      void client.invalidateQueries({ queryKey: keys.source(noise.source.id) })
      void client.invalidateQueries({ queryKey: keys.monitors })
      return client.invalidateQueries({ queryKey: keys.alerts })
    },
  })
}

function withQuiet(source: Source, quiet: NonNullable<SourceBody['quiet']>): SourceBody {
  const body = bodyOfSource(source)
  return { ...body, quiet: { ...body.quiet, ...quiet } }
}

/**
 * A monitor has no `quiet`, but the same by its own means: what has to be bad for so long before it is believed, and a quiet period
 * within which what comes back is the same incident.
 */
export function quieterMonitor(
  form: MonitorForm,
  remedy: Exclude<NoiseRemedy, 'record_only'>,
  wait: string,
): MonitorForm {
  return remedy === 'flapping' ? { ...form, quiet_period: FLAPPING.within } : { ...form, for: wait }
}

/** The alerts that the figures are of, in the list: most of what is noise has cleared by now. */
export function filtersOfNoise({ source, name, label }: Pick<Noise, 'source' | 'name' | 'label'>): AlertFilters {
  const which = label === null ? { q: name } : { label: [`${label}=${name}`] }
  return { ...which, source: source.id, state: 'all' }
}

/** The alerts that the figures are of, as an expression. JSON writes texts as the language of rules reads them. */
export function conditionOf({ source, name, label }: Pick<Noise, 'source' | 'name' | 'label'>): string {
  const isIt =
    label === null ? `title == ${JSON.stringify(name)}` : `labels[${JSON.stringify(label)}] == ${JSON.stringify(name)}`
  return `source.id == ${JSON.stringify(source.id)} && ${isIt}`
}
