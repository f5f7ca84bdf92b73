import '../../messages/organisation-texts.ts'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Team } from '../../api/types.ts'
import { Tag } from '../../ui/tag.tsx'
import { teamsQuery } from '../lake/services.query.ts'
import styles from './account-page.module.css'
import { sessionQuery } from './session.query.ts'
import { teamReadinessQuery } from './teams.query.ts'

/** Members of a team who lack something of what it asks for; nothing where it asks for nothing. */
export function TeamReadiness({ team }: { team: Team }) {
  const { t } = useTranslation()
  const { data } = useQuery({ ...teamReadinessQuery(team.id), enabled: team.minimum !== undefined })
  if (!data?.is_asked) return null
  const lacking = data.members.filter(({ is_ready }) => !is_ready)
  if (lacking.length === 0) return <Tag tone="ok">{t('teams.allReady')}</Tag>
  return (
    <ul className={styles.lacking}>
      {lacking.map(({ user, problems }) => (
        <li key={user.id}>
          <strong>{user.name}</strong> {problems.map(({ problem }) => t(`teamMinimum.problem.${problem}`)).join(' ')}
        </li>
      ))}
    </ul>
  )
}

/** Over one's own rules: what one's teams ask for and one has not set up. */
export function OwnMinimumHint() {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  const me = session?.user.id ?? ''
  const asking = teams.filter(({ members, minimum }) => minimum !== undefined && members.includes(me))
  const answers = useQueries({ queries: asking.map(({ id }) => teamReadinessQuery(id)) })
  const lacks = asking.flatMap((team, index) => {
    const own = answers[index]?.data?.members.find(({ user }) => user.id === me)
    return own && !own.is_ready ? [{ team, problems: own.problems }] : []
  })
  if (lacks.length === 0) return null
  return (
    <div className={styles.problem} role="status">
      {lacks.map(({ team, problems }) => (
        <p key={team.id} className={styles.lack}>
          <strong>{t('teamMinimum.asks', { team: team.name })}</strong>{' '}
          {problems.map(({ problem }) => t(`teamMinimum.problem.${problem}`)).join(' ')}
        </p>
      ))}
    </div>
  )
}
