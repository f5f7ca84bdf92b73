import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PagingExplanation } from '../../api/types.ts'
import '../../messages/organisation-texts.ts'
import { ErrorState } from '../../ui/page-states.tsx'
import { hoursWords } from '../../ui/time/hours-words.ts'
import { useReader } from '../../ui/time/reader.ts'
import { formatTimeOfDay, formatWeekdayTime } from '../../ui/time/wall-clock.ts'
import { useDialogEscape } from '../../ui/use-dialog-escape.ts'
import { useOpener } from '../../ui/use-opener.ts'
import { PersonSelect } from '../people/person-select.tsx'
import { sessionQuery } from '../people/session.query.ts'
import styles from './dry-run-panel.module.css'
import { pagingQuery } from './policies.query.ts'

/** Why somebody was paged, or was not: told from the facts, for oneself first. */
export function PagingReasonDialog({
  incident,
  person,
  onClose,
}: {
  incident: string
  /** About whom it is; oneself when it is left out. */
  person?: string | undefined
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const [chosen, setChosen] = useState<string | null | undefined>(person)
  const user = chosen === undefined ? (session?.user.id ?? null) : chosen
  useOpener()
  useDialogEscape(onClose)
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('paging.title')}
      size={520}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': t('common.cancel') }}
    >
      <PersonSelect label={t('paging.who')} value={user} onChange={setChosen} />
      {user !== null && <Story incident={incident} user={user} />}
    </Modal>
  )
}

function Story({ incident, user }: { incident: string; user: string }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(pagingQuery(incident, user))
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null
  return (
    <>
      <p className={styles.head}>{t(data.was_paged ? 'paging.was' : 'paging.wasNot', { name: data.user.name })}</p>
      <ol className={styles.moments}>
        {data.moments.map((moment, index) => (
          // Two moments of one instant differ in nothing but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: the story only grows at its end
          <Moment key={index} moment={moment} />
        ))}
      </ol>
      {data.moments.length === 0 && <p className={styles.note}>{t('paging.none')}</p>}
      <p className={styles.others}>
        <Link to="/people/why" search={{ user, at: data.moments.at(-1)?.at }}>
          {t('pagedAbout.others')}
        </Link>
      </p>
    </>
  )
}

function Moment({ moment }: { moment: PagingExplanation['moments'][number] }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { kind, at, because, step, by, target, channel, outcome, cause, until, plan, steps_left, together } = moment
  const ruleOf = ({ hours, because: why }: (typeof plan)[number]): string => {
    if (hours) return ` (${t('paging.ruleOf', { hours: hoursWords(hours, reader.locale) })})`
    return why === 'no_rule_at_this_hour' ? ` (${t('reasons.no_rule_at_this_hour')})` : ''
  }
  const values = {
    step: (step ?? 0) + 1,
    channel: channel ?? '',
    count: together ?? steps_left ?? 0,
    time: until === null ? '' : formatWeekdayTime(Date.parse(until), reader),
  }
  const words =
    kind === 'wanted'
      ? t(`paging.by.${by as 'step'}`, values)
      : kind === 'attempt'
        ? t(`paging.outcome.${together === null ? (outcome as 'delivered') : 'together'}`, values)
        : t(`paging.kind.${kind}`, values)
  return (
    <li className={styles.moment} data-kind={kind}>
      <time className={styles.when} dateTime={at}>
        {formatTimeOfDay(Date.parse(at), reader)}
      </time>
      <div>
        <p className={styles.head}>
          {words}
          {target !== null && ` · ${target.name}`}
        </p>
        {because !== null && kind !== 'stopped' && (
          <p className={styles.note}>{t(`reasons.${because}` as 'reasons.step_due')}</p>
        )}
        {cause !== null && <p className={styles.note}>{cause}</p>}
        {plan.length > 0 && (
          <p className={styles.note}>
            {plan
              .map((way) => `${way.channel} ${formatTimeOfDay(Date.parse(way.at), reader)}${ruleOf(way)}`)
              .join(', ')}
          </p>
        )}
      </div>
    </li>
  )
}
