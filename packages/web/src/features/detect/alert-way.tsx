import '../../messages/alert-texts.ts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertDetail } from '../../api/types.ts'
import { Panel } from '../../ui/panel.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { SourceLink } from '../../ui/source-link.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { formatFull } from '../../ui/time/wall-clock.ts'
import styles from './alert-way.module.css'
import { silenceQuery } from './alerts.query.ts'
import { usePlacementWords } from './placement-words.ts'
import { RuleStepWords } from './rules/rule-step-words.tsx'
import { sourceQuery } from './sources.query.ts'
import './rules/rule-texts.ts'
import './silences/silence-texts.ts'

/** The way it took, in plain words: which door, how it was read, how often it was told, and where it went and why. */
export function AlertWay({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation()
  const { data: source } = useQuery({ ...sourceQuery(alert.source.id), retry: false })
  const newest = alert.history.find(({ delivery }) => delivery !== null)?.delivery
  return (
    <Panel title={t('alertWay.title')}>
      <ol className={styles.way}>
        <WayStep title={t('alertWay.cameIn')}>
          <SourceLink id={alert.source.id} {...(styles.link && { className: styles.link })}>
            {alert.source.name}
          </SourceLink>
          {newest && <p>{t('alertWay.door', { door: newest.door })}</p>}
        </WayStep>
        <WayStep title={t('alertWay.read')}>
          {alert.source.system === 'json' ? (
            <Link to="/sources/$id/mapping" params={{ id: alert.source.id }} className={styles.link}>
              {t(source && source.map === undefined ? 'alertWay.noMapping' : 'alertWay.ownMapping')}
            </Link>
          ) : (
            t('alertWay.asSystem', {
              system: t(`systems.${alert.source.system ?? ''}`, { defaultValue: alert.source.system ?? '' }),
            })
          )}
        </WayStep>
        <WayStep title={t('alertWay.told')}>
          {t('alertWay.toldText', { count: alert.repeats })}{' '}
          <span className={styles.quiet}>
            {t('alerts.lastSeen')} <RelativeTime at={alert.last_seen_at} />
          </span>
          {alert.episode > 1 && <p>{t('alertWay.began', { count: alert.episode })}</p>}
        </WayStep>
        {alert.placement.rules.length > 0 && (
          <WayStep title={t('alertWay.rules')}>
            <ul className={styles.rules}>
              {alert.placement.rules.map((step) => (
                <li key={step.rule}>
                  <Link to="/alerts/rules/$id" params={{ id: step.rule }} className={styles.link}>
                    {step.name}
                  </Link>
                  <RuleStepWords step={step} />
                </li>
              ))}
            </ul>
          </WayStep>
        )}
        <WayStep title={t('alerts.placement')} isLoud={alert.placement.incident === null}>
          <Place alert={alert} />
        </WayStep>
      </ol>
    </Panel>
  )
}

function WayStep({ title, isLoud = false, children }: { title: string; isLoud?: boolean; children: ReactNode }) {
  return (
    <li className={styles.step} data-loud={isLoud || undefined}>
      <h3 className={styles.stepTitle}>{title}</h3>
      <div className={styles.stepText}>{children}</div>
    </li>
  )
}

/** Its incident, or why there is none. */
function Place({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation()
  const reader = useReader()
  const placementWords = usePlacementWords()
  const { placement, incident } = alert
  return (
    <>
      {placement.incident !== null && (
        <Link to="/incidents/$id" params={{ id: placement.incident }} className={styles.incident}>
          {incident && <PriorityBadge priority={incident.priority} />}
          <span className={styles.incidentId}>{placement.incident}</span>
          {incident && <span className={styles.incidentTitle}>{incident.title}</span>}
          {incident && <StatusBadge status={incident.status} />}
        </Link>
      )}
      <p>{placementWords(placement)}</p>
      {placement.silence !== null && <SilenceNote id={placement.silence} />}
      {placement.until !== null && (
        <p className={styles.quiet}>{t('alerts.until', { time: formatFull(Date.parse(placement.until), reader) })}</p>
      )}
    </>
  )
}

/** The silence that keeps it out: why, whose, until when; leads to its page. */
function SilenceNote({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: silence } = useQuery(silenceQuery(id))
  return (
    <div className={styles.silence}>
      <Link to="/alerts/silences/$id" params={{ id }} className={styles.link}>
        {silence ? silence.comment : t('alertWay.silence')}
      </Link>
      {silence && <span className={styles.quiet}>{t('silence.by', { name: silence.created_by })}</span>}
    </div>
  )
}
