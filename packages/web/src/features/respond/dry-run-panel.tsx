import '../../messages/criteria-texts.ts'
import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DryRun } from '../../api/types.ts'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { formatLength } from '../../ui/time/elapsed.ts'
import { hoursWords } from '../../ui/time/hours-words.ts'
import { useReader } from '../../ui/time/reader.ts'
import { formatWeekdayTime, formatZone } from '../../ui/time/wall-clock.ts'
import { instantOfLocalTime, localTimeOf } from '../../ui/time/zone-time.ts'
import { useCriterionName } from './criteria/use-criterion-name.ts'
import styles from './dry-run-panel.module.css'
import { type DryRunForm, dryRunQuery } from './policies.query.ts'

const priorities = ['P1', 'P2', 'P3', 'P4', 'P5'] as const

/** Who would be paged, how, when and why, if an incident were opened at an instant and nobody answered. Nobody is. */
export function DryRunPanel({ policy, asOf }: { policy: string; asOf?: string | undefined }) {
  const { t } = useTranslation()
  const reader = useReader()
  const [priority, setPriority] = useState<DryRunForm['priority']>('P1')
  const [local, setLocal] = useState(() => (asOf === undefined ? '' : localTimeOf(Date.parse(asOf), reader.zone)))
  const at = local === '' ? undefined : instantOfLocalTime(local, reader.zone)
  const form = { policy, priority, ...(at !== undefined && { at: new Date(at).toISOString() }) }
  const { data, error, refetch } = useQuery(dryRunQuery(form))
  return (
    <Panel title={t('dryRun.title')}>
      <p className={styles.note}>{t('dryRun.text')}</p>
      <div className={styles.form}>
        <NativeSelect
          label={t('dryRun.priority')}
          value={priority}
          data={[...priorities]}
          onChange={(event) => setPriority(priorities.find((each) => each === event.currentTarget.value) ?? 'P1')}
        />
        <TextInput
          type="datetime-local"
          label={t('dryRun.at', { zone: formatZone(at ?? 0, reader) })}
          description={t('dryRun.atText')}
          value={local}
          onChange={(event) => setLocal(event.currentTarget.value)}
        />
      </div>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data && <PlannedWork run={data} />}
      {data && <Timeline run={data} />}
    </Panel>
  )
}

/** Alerts of services that are being worked on then would page nobody, whatever stands below. */
function PlannedWork({ run }: { run: DryRun }) {
  const { t } = useTranslation()
  const reader = useReader()
  return run.maintenance.map(({ service, window, mode, until, is_partial }) => (
    <p key={`${service.id} ${window.id}`} className={styles.quiet}>
      {t(`dryRun.work.${mode}${is_partial ? '_some' : ''}`, {
        ...{ service: service.name, name: window.name },
        time: formatWeekdayTime(Date.parse(until), reader),
      })}
    </p>
  ))
}

function Timeline({ run }: { run: DryRun }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  return (
    <>
      <ol className={styles.moments} aria-label={t('dryRun.title')}>
        {run.moments.map((moment) => (
          <li
            key={`${moment.at} ${moment.kind} ${moment.step} ${moment.text}`}
            className={styles.moment}
            data-kind={moment.kind}
          >
            <span className={styles.when}>
              {moment.at === run.at
                ? t('dryRun.atOnce')
                : `+${formatLength(Date.parse(moment.at) - Date.parse(run.at), locale)}`}
            </span>
            <Moment moment={moment} openedAt={run.at} />
          </li>
        ))}
      </ol>
      {run.is_cut && <p className={styles.note}>{t('dryRun.goesOn')}</p>}
    </>
  )
}

function Moment({ moment, openedAt }: { moment: DryRun['moments'][number]; openedAt: string }) {
  const { t } = useTranslation()
  const reader = useReader()
  const nameOf = useCriterionName()
  const { kind, step, level, people, left_out, because, until, text, criterion } = moment
  // Whom an earlier step paged stands among those who are left out.
  const called = people.filter(({ pages }) => pages.length > 0)
  return (
    <div>
      <p className={styles.head}>
        {kind === 'criterion'
          ? nameOf({ id: criterion ?? '', name: text ?? undefined })
          : t(`dryRun.kind.${kind}`, { step: (step ?? 0) + 1 })}
        {level !== null && <Tag>{t(`level.${level}`)}</Tag>}
      </p>
      {kind === 'held' && until !== null && (
        <p className={styles.note}>{t('dryRun.until', { time: formatWeekdayTime(Date.parse(until), reader) })}</p>
      )}
      {(kind === 'skipped' || kind === 'held' || kind === 'step') && (
        <p className={styles.note}>{t(`reasons.${because}` as 'reasons.step_due')}</p>
      )}
      {kind === 'skipped' && text !== null && <p className={styles.note}>{text}</p>}
      <ul className={styles.people}>
        {called.map(({ user, why, pages }) => (
          <li key={user.id}>
            <strong>{user.name}</strong>{' '}
            <span className={styles.note}>
              {why.target === null || why.kind === 'vendor'
                ? t(`dryRun.why.${why.kind}`)
                : t(why.is_next ? 'dryRun.why.next' : 'dryRun.why.of', { name: why.target.name })}
            </span>
            <span className={styles.ways}>
              {pages.map((page) => (
                <Tag
                  key={`${page.channel} ${page.at}`}
                  title={page.because === 'no_rule_at_this_hour' ? t('reasons.no_rule_at_this_hour') : undefined}
                >
                  {page.channel}
                  {page.at !== moment.at &&
                    ` +${formatLength(Date.parse(page.at) - Date.parse(openedAt), reader.locale)}`}
                  {page.hours && ` · ${hoursWords(page.hours, reader.locale)}`}
                </Tag>
              ))}
            </span>
          </li>
        ))}
        {left_out.map(({ user, because: why }) => (
          <li key={user.id} className={styles.left}>
            {user.name}: {t(`reasons.${why}` as 'reasons.step_due')}
          </li>
        ))}
      </ul>
    </div>
  )
}
