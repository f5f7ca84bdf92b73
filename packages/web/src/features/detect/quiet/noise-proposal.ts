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
/** How the source of a monitor's alerts is called; see core's `sourceOfMonitor`. */
const MONITOR = 'monitor/'

/** Carries a proposal out: the source, or the monitor, learns to wait or to damp, or a rule records what nobody needs. */
export function useApplyProposal() {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    async mutationFn({ noise, days }: { noise: Noise; days: number }): Promise<unknown> {
      const { proposal, source, name } = noise
      if (proposal?.kind === 'wait' || proposal?.kind === 'flapping') {
        if (source.id.startsWith(MONITOR)) {
          const monitor = await client.fetchQuery({ ...monitorQuery(source.id.slice(MONITOR.length)), staleTime: 0 })
          const { id, ...body } = quieterMonitor(formOfMonitor(monitor), proposal)
          return replaceJson(`/monitors/${encodeURIComponent(id)}`, monitor.version, body)
        }
        const known = await client.fetchQuery({ ...sourceQuery(source.id), staleTime: 0 })
        const body = withQuiet(
          known,
          proposal.kind === 'wait' ? { wait: proposal.wait ?? '5m' } : { flapping: FLAPPING },
        )
        return replaceJson(`/sources/${encodeURIComponent(source.id)}`, known.version, body)
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
export function quieterMonitor(form: MonitorForm, proposal: NonNullable<Noise['proposal']>): MonitorForm {
  return proposal.kind === 'wait' ? { ...form, for: proposal.wait ?? '5m' } : { ...form, quiet_period: FLAPPING.within }
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
