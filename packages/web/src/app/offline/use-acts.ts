import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import i18next from 'i18next'
import { useEffect, useState } from 'react'
import { keys } from '../../api/keys.ts'
import type { LinePhase } from '../../api/live/live-line.ts'
import { ACTS_CHANGED, listActs, removeAct } from '../../offline/act-store.ts'
import type { ActOutcome, QueuedAct } from '../../offline/queued-act.ts'
import { sendActs } from '../../offline/send-acts.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'

/** What waits of this person, sent as soon as there is a line; what became of it is told as a notice. */
export function useActs(person: string, phase: LinePhase): readonly QueuedAct[] {
  const client = useQueryClient()
  const [acts, setActs] = useState<readonly QueuedAct[]>([])
  useEffect(() => {
    const look = async () => {
      const own = (await listKept()).filter((act) => act.link !== undefined || act.person === person)
      for (const act of own) await tellOutcome(client, act)
      setActs(own.filter(({ state }) => typeof state === 'string'))
    }
    const channel = new BroadcastChannel(ACTS_CHANGED)
    channel.addEventListener('message', () => void look())
    void look()
    return () => channel.close()
  }, [client, person])
  useEffect(() => {
    const send = () => void sendAndTell(person)
    if (phase === 'live') send()
    addEventListener('online', send)
    return () => removeEventListener('online', send)
  }, [person, phase])
  // The frame goes when the session does.
  useEffect(() => () => void tellLost(person, ['waiting', 'signed_out']), [person])
  return acts
}

/** In a browser whose store is broken nothing waits: nothing could be kept. */
function listKept(): Promise<QueuedAct[]> {
  return listActs().catch(() => [])
}

async function sendAndTell(person: string): Promise<void> {
  if ((await listKept()).length > 0) await sendActs()
  await tellLost(person, ['signed_out'])
}

/** A session that is over leads to the login, away from here; what is sent only after it has to be said. */
async function tellLost(person: string, states: readonly QueuedAct['state'][]): Promise<void> {
  const lost = (await listKept()).find((act) => act.person === person && states.includes(act.state))
  if (!lost) return
  const { incident } = lost
  notifyFailed({ title: i18next.t('offline.signedOut'), text: i18next.t('offline.signedOutText', { incident }) })
}

async function tellOutcome(client: QueryClient, act: QueuedAct): Promise<void> {
  if (typeof act.state === 'string') return
  // Of several pages only the one that takes the act away tells of it.
  await removeAct(act.id)
  say(act, act.state.done)
  void client.invalidateQueries({ queryKey: keys.incident(act.incident) })
  for (const queryKey of [keys.incidents, keys.home]) void client.invalidateQueries({ queryKey })
}

function say({ kind, incident }: QueuedAct, done: ActOutcome): void {
  const { t } = i18next
  if (done.outcome === 'sent') notifyDone(t(`offline.sent.${kind}`, { incident }))
  else if (done.outcome === 'taken')
    notifyFailed({ title: t('offline.taken', { incident, by: done.by }), text: t('offline.takenText') })
  else if (done.outcome === 'over')
    notifyFailed({ title: t('offline.over', { incident }), text: t('offline.overText') })
  else notifyFailed({ title: t('offline.refused', { incident }), text: done.message })
}
