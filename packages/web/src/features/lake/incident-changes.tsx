import IconExternalLink from '@tabler/icons-react/dist/esm/icons/IconExternalLink.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Change, IncidentDetail } from '../../api/types.ts'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { useWords } from '../../ui/use-words.ts'
import { usePermission } from '../people/session.query.ts'
import styles from './incident-changes.module.css'
import { incidentChangesQuery } from './incident-changes.query.ts'
import { madeBy, outcomeOf, sortChanges } from './near-changes.ts'

const shownAtFirst = 5

/** What was changed before an incident: the first thing that whoever looks for a cause asks. */
export function IncidentChanges({ incident }: { incident: Pick<IncidentDetail, 'id' | 'occurred_at' | 'services'> }) {
  const { t } = useTranslation()
  const mayRead = usePermission('change.read')
  const [isWhole, setIsWhole] = useState(false)
  const { data, error, refetch } = useQuery({ ...incidentChangesQuery(incident.id), enabled: mayRead })
  if (!mayRead) return null
  const { near, earlier } = sortChanges(data ?? [], {
    began: incident.occurred_at,
    services: incident.services.map(({ id }) => id),
  })
  const shown = isWhole ? [...near, ...earlier] : near.slice(0, shownAtFirst)
  const hidden = near.length + earlier.length - shown.length
  return (
    <Panel
      title={t('changes.title')}
      {...(near.length > 0 && { count: near.length })}
      action={<span className={styles.since}>{t('changes.since')}</span>}
      isFlush
    >
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <div className={styles.placeholder} />}
      {data !== undefined && near.length === 0 && !isWhole && (
        <p className={styles.none}>
          {t('changes.none')} {data.length === 0 && <Link to="/sources">{t('changes.noneText')}</Link>}
        </p>
      )}
      <ul className={styles.list}>
        {shown.map((change) => (
          <ChangeItem key={change.id} change={change} />
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" className={styles.more} onClick={() => setIsWhole(true)}>
          {t('changes.showMore', { count: hidden })}
        </button>
      )}
    </Panel>
  )
}

const tones: Readonly<Record<string, Tone>> = { failed: 'alarm', degraded: 'warn', started: 'plain' }

function ChangeItem({ change }: { change: Change }) {
  const words = useWords()
  const outcome = outcomeOf(change)
  const { actor, environment } = madeBy(change)
  const about = [change.service?.name ?? change.origin, environment, actor, change.source.name]
  return (
    <li className={styles.item}>
      <div className={styles.line}>
        <span className={styles.summary}>{change.summary}</span>
        {outcome !== undefined && tones[outcome] !== undefined && (
          <Tag tone={tones[outcome]}>{words(`changes.outcome.${outcome}`, outcome)}</Tag>
        )}
        <RelativeTime at={change.at} className={styles.age} />
      </div>
      <div className={styles.about}>
        {about.filter((part) => part !== null && part !== undefined).join(' · ')}
        {change.links.slice(0, 3).map(({ href, text }) => (
          <a key={href} href={href} target="_blank" rel="noreferrer noopener" className={styles.link}>
            {text ?? href.split('/')[2]}
            <IconExternalLink size={13} aria-hidden="true" />
          </a>
        ))}
      </div>
    </li>
  )
}
