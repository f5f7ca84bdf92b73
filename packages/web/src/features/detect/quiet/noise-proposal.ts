import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { keys } from '../../../api/keys.ts'
import { replaceJson, sendJson } from '../../../api/request.ts'
import type { Noise, Source } from '../../../api/types.ts'
import { suggestId } from '../../../ui/suggest-id.ts'
import { bodyOfSource, type SourceBody, sourceQuery } from '../sources.query.ts'

const FLAPPING = { changes: 4, within: '30m', stable: '10m' }

/** Carries a proposal out: the source learns to wait or to damp, or a rule records what nobody needs. */
export function useApplyProposal() {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    async mutationFn({ noise, days }: { noise: Noise; days: number }): Promise<unknown> {
      const { proposal, source, name } = noise
      if (proposal?.kind === 'wait' || proposal?.kind === 'flapping') {
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
      return client.invalidateQueries({ queryKey: keys.alerts })
    },
  })
}

function withQuiet(source: Source, quiet: NonNullable<SourceBody['quiet']>): SourceBody {
  const body = bodyOfSource(source)
  return { ...body, quiet: { ...body.quiet, ...quiet } }
}

/** The alerts that the figures are of, as an expression. JSON writes texts as the language of rules reads them. */
export function conditionOf({ source, name, label }: Pick<Noise, 'source' | 'name' | 'label'>): string {
  const isIt =
    label === null ? `title == ${JSON.stringify(name)}` : `labels[${JSON.stringify(label)}] == ${JSON.stringify(name)}`
  return `source.id == ${JSON.stringify(source.id)} && ${isIt}`
}
