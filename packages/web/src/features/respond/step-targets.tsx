import '../../messages/organisation-texts.ts'
import IconArrowRight from '@tabler/icons-react/dist/esm/icons/IconArrowRight.mjs'
import IconCalendar from '@tabler/icons-react/dist/esm/icons/IconCalendar.mjs'
import IconUser from '@tabler/icons-react/dist/esm/icons/IconUser.mjs'
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OnCallSchedule, Policy } from '../../api/types.ts'
import { policiesQuery, teamsQuery } from '../lake/services.query.ts'
import { peopleQuery } from '../people/people.query.ts'
import { vendorsQuery } from './policies.query.ts'
import styles from './step-targets.module.css'

export type PolicyTarget = Policy['steps'][number]['page'][number]

/** A step with its place, counted from one. */
export function numbered<Step>(step: Step, index: number): Step & { number: number } {
  return { ...step, number: index + 1 }
}

/** Whom a step pages, by name once names are known: schedules with who is on call at this moment, people, and whole teams. */
export function StepTargets({
  targets,
  onCall,
}: {
  targets: readonly PolicyTarget[]
  onCall: readonly OnCallSchedule[]
}) {
  const { t } = useTranslation()
  if (targets.length === 0) return <p className={styles.empty}>{t('policy.emptyLevel')}</p>
  return (
    <ul className={styles.targets}>
      {targets.map((target) => (
        <li key={JSON.stringify(target)} className={styles.target}>
          <Target target={target} onCall={onCall} />
        </li>
      ))}
    </ul>
  )
}

function Target({ target, onCall }: { target: PolicyTarget; onCall: readonly OnCallSchedule[] }) {
  const { t } = useTranslation()
  const { data: people } = useQuery(peopleQuery)
  const { data: teams } = useQuery(teamsQuery)
  const { data: policies } = useQuery({ ...policiesQuery, enabled: target.policy !== undefined })
  const { data: vendors } = useQuery({ ...vendorsQuery, enabled: target.vendor !== undefined })
  if (target.schedule !== undefined) {
    const now = onCall.find(({ schedule }) => schedule.id === target.schedule)
    return (
      <>
        <IconCalendar size={14} aria-label={t('policy.kind.schedule')} />
        <span>
          {target.and_next
            ? t('policy.withNext', { name: now?.schedule.name ?? target.schedule })
            : (now?.schedule.name ?? target.schedule)}
        </span>
        {now && (
          <span className={styles.now} data-nobody={now.people.length === 0 || undefined}>
            {now.people.length === 0 ? t('onCall.nobody') : now.people.map(({ user }) => user.name).join(', ')}
          </span>
        )}
      </>
    )
  }
  if (target.team !== undefined) {
    const team = teams?.find(({ id }) => id === target.team)
    return (
      <>
        <IconUsers size={14} aria-label={t('policy.kind.team')} />
        <span>{team?.name ?? (teams ? target.team : '…')}</span>
        {team && <span className={styles.now}>{t('teams.count', { count: team.members.length })}</span>}
      </>
    )
  }
  const other = target.vendor ?? target.policy ?? (target.channel && `${target.channel.name} ${target.channel.to}`)
  if (other !== undefined) {
    const kind = target.vendor !== undefined ? 'vendor' : target.policy !== undefined ? 'policy' : 'channel'
    const things = kind === 'vendor' ? vendors : kind === 'policy' ? policies : undefined
    return (
      <>
        <IconArrowRight size={14} aria-label={t(`policy.kind.${kind}`)} />
        <span>{things?.find(({ id }) => id === other)?.name ?? other}</span>
      </>
    )
  }
  return (
    <>
      <IconUser size={14} aria-label={t('policy.kind.user')} />
      <span>{people?.find(({ id }) => id === target.user)?.name ?? (people ? target.user : '…')}</span>
    </>
  )
}
