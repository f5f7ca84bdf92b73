import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { keys } from '../../../api/keys.ts'
import { getJson } from '../../../api/request.ts'
import { Tag } from '../../../ui/tag.tsx'
import { usePermission } from '../../people/session.query.ts'
import styles from './schedule-page.module.css'

function followersQuery(schedule: string) {
  return queryOptions({
    queryKey: [...keys.onCallWebhooks, schedule],
    queryFn: ({ signal }) => getJson('/on-call/webhooks', { query: { schedule, limit: 50 }, signal }),
    select: (page) => page.items,
  })
}

/** The receivers outside that are told when others come on call here, and how they are doing. */
export function ScheduleFollowers({ id }: { id: string }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write')
  const { data: followers = [] } = useQuery(followersQuery(id))
  if (followers.length === 0 && !mayWrite) return null
  return (
    <ul className={styles.uses} aria-label={t('schedule.followedBy')}>
      {followers.length > 0 && <li>{t('schedule.followedBy')}:</li>}
      {followers.map(({ id: webhook, name, active, failing_since: failingSince }) => (
        <li key={webhook}>
          <Link to="/settings/webhooks" search={{}}>
            {name}
          </Link>{' '}
          {!active && <Tag tone="warn">{t('common.inactive')}</Tag>}
          {active && failingSince !== null && <Tag tone="alarm">{t('schedule.followerFails')}</Tag>}
        </li>
      ))}
      {mayWrite && (
        <li>
          <Link to="/settings/webhooks" search={{ follow: id }}>
            {t('schedule.follow')}
          </Link>
        </li>
      )}
    </ul>
  )
}
