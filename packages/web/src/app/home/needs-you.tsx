import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keys } from '../../api/keys.ts'
import type { Home } from '../../api/types.ts'
import { isQueued, useIncidentAction } from '../../api/use-incident-action.ts'
import { whenDone } from '../../api/when-done.ts'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { useShortcut } from '../../ui/keyboard/shortcuts.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Countdown, Stopwatch } from '../../ui/time/stopwatch.tsx'
import { useRefusalWords } from '../../ui/use-refusal-words.ts'
import styles from './home.module.css'

type Mine = Home['mine'][number]

/** More than this at once is a storm: the rest is folded, so that the page below stays in reach. */
const shownMax = 5
/** The server names no more of them. */
const toldMax = 20

/** What calls the reader, with the answer beside it, and what they have taken. */
export function NeedsYou({ mine }: { mine: readonly Mine[] }) {
  const { t } = useTranslation()
  const { acknowledge, pendingId } = useAcknowledge()
  const [isUnfolded, setIsUnfolded] = useState(false)
  const first = mine.find((each) => each.because === 'paged' && each.acknowledge.allowed)
  useShortcut('a', t('home.acknowledgeFirst'), () => first && acknowledge(first.incident.id), first === undefined)
  if (mine.length === 0) return <p className={styles.nothing}>{t('home.quietForYou')}</p>
  return (
    <section aria-label={t('home.mine')}>
      <h2 className={styles.title}>
        {t('home.mine')}
        <span className={styles.count}>{mine.length < toldMax ? mine.length : `${toldMax}+`}</span>
      </h2>
      <ul className={styles.cards}>
        {mine.slice(0, isUnfolded ? toldMax : shownMax).map((each) => (
          <MineCard
            key={each.incident.id}
            mine={each}
            isFirst={each === first}
            isPending={pendingId === each.incident.id}
            onAcknowledge={() => acknowledge(each.incident.id)}
          />
        ))}
      </ul>
      {!isUnfolded && mine.length > shownMax && (
        <Button className={styles.unfold} variant="default" fullWidth onClick={() => setIsUnfolded(true)}>
          {t('home.mineMore', { count: mine.length - shownMax })}
        </Button>
      )}
    </section>
  )
}

interface CardProps {
  mine: Mine
  /** The one that the key takes. */
  isFirst: boolean
  isPending: boolean
  onAcknowledge: () => void
}

function MineCard({ mine, isFirst, isPending, onAcknowledge }: CardProps) {
  const { t } = useTranslation()
  const refusal = useRefusalWords()
  const { incident, because, acknowledge } = mine
  const isPaging = because === 'paged'
  return (
    <li className={styles.card} data-paging={isPaging || undefined} data-priority={incident.priority}>
      <div className={styles.cardMain}>
        <div className={styles.cardHead}>
          <PriorityBadge priority={incident.priority} isBoxed />
          {isPaging ? <Tag tone="alarm">{t('home.paged')}</Tag> : <StatusBadge status={incident.status} />}
          {incident.is_test && <Tag tone="violet">{t('incident.test')}</Tag>}
        </div>
        <Link className={styles.cardTitle} to="/incidents/$id" params={{ id: incident.id }}>
          {incident.title}
        </Link>
        <p className={styles.cardFacts}>
          <span className={styles.mono}>{incident.id}</span>
          {incident.services.length > 0 && (
            <span className={styles.cardServices}>{incident.services.map(({ name }) => name).join(', ')}</span>
          )}
          <span>
            {t('home.since')} <Stopwatch since={incident.recorded_at} />
          </span>
          {isPaging && mine.next && <NextMove next={mine.next} />}
        </p>
      </div>
      {isPaging && (
        <Button
          className={styles.take}
          size="md"
          loading={isPending}
          disabled={!acknowledge.allowed}
          title={acknowledge.allowed ? undefined : refusal(acknowledge.because)}
          onClick={onAcknowledge}
        >
          {t('actions.acknowledge.do')}
          {isFirst && <KeyHint binding="a" />}
        </Button>
      )}
    </li>
  )
}

/** What happens by itself while nobody answers. */
function NextMove({ next: { kind, due_at } }: { next: NonNullable<Mine['next']> }) {
  const { t } = useTranslation()
  const [before = '', behind = ''] = t(kind === 'step' ? 'home.nextStep' : 'home.nextAdmins', { time: '\n' }).split(
    '\n',
  )
  return (
    <span className={styles.next}>
      {before}
      <Countdown to={due_at} whenDue={t('home.due')} />
      {behind}
    </span>
  )
}

function useAcknowledge() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const action = useIncidentAction('acknowledge')
  const wordsOf = useErrorWords()
  const acknowledge = (id: string) => {
    if (action.isPending) return
    const refresh = () => void client.invalidateQueries({ queryKey: keys.home })
    whenDone(action.mutateAsync({ id }), {
      onSuccess: () => {
        notifyDone(t('home.acknowledged'))
        refresh()
      },
      onError: (error) => {
        if (!isQueued(error)) notifyFailed(wordsOf(error))
        refresh()
      },
    })
  }
  return { acknowledge, pendingId: action.isPending ? action.variables.id : undefined }
}
