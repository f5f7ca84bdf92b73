import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '../../api/types.ts'
import { isQueued, useIncidentAction } from '../../api/use-incident-action.ts'
import { whenDone } from '../../api/when-done.ts'
import { useKeysRest } from '../../ui/keyboard/resting-keys.ts'
import { useShortcut } from '../../ui/keyboard/shortcuts.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { useRefusalWords } from '../../ui/use-refusal-words.ts'
import { INCIDENT_ACTIONS, type IncidentAction } from './incident-actions.ts'

export interface OfferedAction extends IncidentAction {
  label: string
  isAllowed: boolean
  /** Why not, in the reader's language. */
  because: string | undefined
  isPending: boolean
  run: () => void
}

/** The actions on one incident as the server offers them, each with its key. `opened` is the one whose dialog stands open. */
export function useIncidentActions(incident: IncidentDetail) {
  const { t } = useTranslation()
  const refusalWords = useRefusalWords()
  const wordsOf = useErrorWords()
  const acknowledge = useIncidentAction('acknowledge')
  const [openedName, setOpenedName] = useState<string | null>(null)
  const close = () => setOpenedName(null)
  useKeysRest(openedName, close)

  const start = (action: IncidentAction) => {
    if (action.dialog) setOpenedName(action.name)
    else if (!acknowledge.isPending) {
      whenDone(acknowledge.mutateAsync({ id: incident.id }), {
        onError: (error) => isQueued(error) || notifyFailed(wordsOf(error)),
      })
    }
  }
  const offered = INCIDENT_ACTIONS.map((action): OfferedAction => {
    const state = incident.actions[action.name]
    const isAllowed = state?.allowed === true
    const label = t(`actions.${action.name}.do`)
    const because = isAllowed ? undefined : refusalWords(state?.because)
    return {
      ...action,
      label,
      isAllowed,
      because,
      isPending: action.name === 'acknowledge' && acknowledge.isPending,
      run: () => (isAllowed ? start(action) : notifyFailed({ title: label, text: because ?? '' })),
    }
  })
  for (const action of offered) {
    // biome-ignore lint/correctness/useHookAtTopLevel: the list of actions is a constant, so the order never changes.
    useShortcut(action.binding, action.label, action.run)
  }
  return {
    offered: offered.filter(({ name }) => !isPuzzling(name, incident)),
    opened: offered.find(({ name }) => name === openedName),
    close,
  }
}

/** Of what was never merged nothing can be taken out, and where nobody has switched channels on nobody misses them. */
function isPuzzling(name: IncidentAction['name'], { merged_into, actions }: IncidentDetail): boolean {
  if (name === 'request_channel') return actions.request_channel?.because === 'incident_channels_off'
  return name === 'unmerge' && merged_into === null
}
