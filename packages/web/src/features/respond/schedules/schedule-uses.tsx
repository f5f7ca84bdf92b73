import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Tag } from '../../../ui/tag.tsx'
import styles from './schedule-page.module.css'
import { scheduleStateQuery } from './schedules.query.ts'

/** What leans on a schedule: a schedule that nothing asks is a plan on paper. */
export function ScheduleUses({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(scheduleStateQuery(id))
  if (!data) return null
  const { policies, schedules, teams } = data
  return (
    <ul className={styles.uses} aria-label={t('schedule.usedBy')}>
      <li>{t('schedule.usedBy')}:</li>
      {policies.length + schedules.length === 0 && (
        <li>
          <Tag tone="warn">{t('schedule.usedByNobody')}</Tag>
        </li>
      )}
      {policies.map((policy) => (
        <li key={policy.id}>
          <Link to="/on-call/policies/$id" params={{ id: policy.id }}>
            {t('schedule.kind.policy', { name: policy.name })}
          </Link>
        </li>
      ))}
      {schedules.map((other) => (
        <li key={other.id}>
          <Link to="/on-call/schedules/$id" params={{ id: other.id }}>
            {t('schedule.kind.schedule', { name: other.name })}
          </Link>
        </li>
      ))}
      {teams.map((team) => (
        <li key={team.id}>
          <Tag>{team.name}</Tag>
        </li>
      ))}
    </ul>
  )
}
