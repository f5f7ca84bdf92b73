import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { BackLink } from '../../../ui/back-link.tsx'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { FormError } from '../../../ui/form-error.tsx'
import { notifyUndoable } from '../../../ui/notify.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { PageSkeleton } from '../../../ui/page-skeleton.tsx'
import { EmptyState, ErrorState } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { usePermission } from '../../people/session.query.ts'
import { useHourWords } from '../fairness/use-hour-words.ts'
import pageStyles from '../schedules/schedule-page.module.css'
import { scheduleQuery } from '../schedules/schedules.query.ts'
import { LoadChanges } from './load-changes.tsx'
import { gainOf, handOversOf, reverse } from './mend-steps.ts'
import styles from './planner.module.css'
import { type Mends, mendQuery, type ProposedMend, useHandOver } from './planner.query.ts'
import './planner-texts.ts'

/** Swaps that even out the coming weeks of a schedule, to be carried out one by one or together. */
export function MendPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/on-call/schedules/$id/mend' })
  const { data: schedule } = useQuery(scheduleQuery(id))
  const { data, error, refetch, isFetching } = useQuery(mendQuery(id))
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/on-call/schedules/$id" params={{ id }} label={schedule?.name ?? id} />
            <span className={pageStyles.title}>{t('mend.title')}</span>
          </>
        }
      />
      {data && data.changes.length === 0 && <EmptyState title={t('mend.none')} text={t('mend.noneText')} />}
      {data && data.changes.length > 0 && <Proposals id={id} mends={data} isLate={isFetching} />}
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <PageSkeleton />}
    </>
  )
}

function Proposals({ id, mends: { changes, loads }, isLate }: { id: string; mends: Mends; isLate: boolean }) {
  const { t } = useTranslation()
  const mayOverride = usePermission('schedule.override')
  const handing = useHandOver(id)
  const apply = (chosen: readonly ProposedMend[]) => {
    const steps = chosen.flatMap(handOversOf)
    handing.mutate(steps, {
      onSuccess: () =>
        notifyUndoable({
          message: t('mend.applied', { count: chosen.length }),
          undo: () => handing.mutateAsync(reverse(steps)),
          undone: t('mend.back'),
        }),
    })
  }
  const isBusy = handing.isPending || isLate
  return (
    <div className={`${styles.column} ${styles.mend}`}>
      <Panel
        title={t('mend.proposals')}
        count={changes.length}
        isFlush
        action={
          mayOverride &&
          changes.length > 1 && (
            <ConfirmButton
              size="xs"
              variant="filled"
              label={t('mend.applyAll')}
              question={t('mend.applyAllSure')}
              onConfirm={() => apply(changes)}
              disabled={isBusy}
            />
          )
        }
      >
        <p className={styles.lead}>
          {t('mend.proposalsText')} {!mayOverride && t('mend.mayNot')}
        </p>
        {Boolean(handing.error) && <FormError error={handing.error} />}
        <ol className={styles.list}>
          {changes.map((change) => (
            <Proposal
              key={`${change.takes.starts_at} ${change.to.id}`}
              change={change}
              first={changes[0]?.before ?? change.before}
              onApply={mayOverride ? () => apply([change]) : undefined}
              isBusy={isBusy}
            />
          ))}
        </ol>
      </Panel>
      <Panel title={t('mend.balance')} isFlush>
        <p className={styles.lead}>{t('mend.balanceText')}</p>
        <LoadChanges title={t('mend.balance')} people={loads} isTitled={false} />
      </Panel>
    </div>
  )
}

function Proposal({
  change,
  first,
  onApply,
  isBusy,
}: {
  change: ProposedMend
  first: number
  onApply: (() => void) | undefined
  isBusy: boolean
}) {
  const { t } = useTranslation()
  const reader = useReader()
  const { hours } = useHourWords()
  const { from, to, takes, gives, loads } = change
  const shown = (at: string) => formatMoment(Date.parse(at), reader)
  const spanOf = ({ starts_at, ends_at }: typeof takes) =>
    t('mend.span', { from: shown(starts_at), to: shown(ends_at) })
  const percent = new Intl.NumberFormat(reader.locale, { style: 'percent', maximumFractionDigits: 0 })
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <strong>{t('mend.takes', { from: from.name, to: to.name, span: spanOf(takes) })}</strong>
        {gives && <span>{t('mend.inReturn', { name: from.name, span: spanOf(gives) })}</span>}
        <span className={styles.sub}>
          {t('mend.evens', { percent: percent.format(gainOf(change, first)) })} ·{' '}
          {loads
            .map(({ user, before, after }) =>
              t('mend.effect', { name: user.name, before: hours(before), after: hours(after) }),
            )
            .join(' · ')}
        </span>
      </div>
      {onApply && (
        <Button size="xs" variant="default" onClick={onApply} disabled={isBusy}>
          {t('mend.apply')}
        </Button>
      )}
    </li>
  )
}
