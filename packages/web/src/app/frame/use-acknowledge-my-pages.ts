import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { keys } from '../../api/keys.ts'
import { getJson, sendJson } from '../../api/request.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'

interface Outcome {
  taken: number
  /** Why the first that was refused was. */
  failure: unknown
}

/** Takes everything that calls the reader at this moment, as the server knows it now, not as it was last shown. */
export function useAcknowledgeMyPages(): () => void {
  const { t } = useTranslation()
  const client = useQueryClient()
  const wordsOf = useErrorWords()
  const acknowledge = useMutation({
    mutationFn: acknowledgeMyPages,
    onSuccess: ({ taken, failure }) => {
      if (failure !== undefined) notifyFailed(wordsOf(failure))
      if (taken > 0) notifyDone(t('commands.acknowledged', { count: taken }))
      else if (failure === undefined) notifyDone(t('commands.nothingCalls'))
    },
    onError: (error) => notifyFailed(wordsOf(error)),
    onSettled: () => {
      for (const queryKey of [keys.incidents, keys.anyIncident, keys.home]) void client.invalidateQueries({ queryKey })
    },
  })
  return () => {
    if (!acknowledge.isPending) acknowledge.mutate()
  }
}

async function acknowledgeMyPages(): Promise<Outcome> {
  const { mine } = await getJson('/home')
  const calling = mine.filter(({ because, acknowledge }) => because === 'paged' && acknowledge.allowed)
  const outcomes = await Promise.allSettled(
    calling.map(({ incident }) => sendJson('POST', `/incidents/${encodeURIComponent(incident.id)}/acknowledge`)),
  )
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  return { taken: outcomes.length - refused.length, failure: refused[0]?.reason }
}
