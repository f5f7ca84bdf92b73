import { ActionIcon } from '@mantine/core'
import IconActivity from '@tabler/icons-react/dist/esm/icons/IconActivity.mjs'
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import IconBandage from '@tabler/icons-react/dist/esm/icons/IconBandage.mjs'
import IconGitMerge from '@tabler/icons-react/dist/esm/icons/IconGitMerge.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import { Link } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '../../api/types.ts'
import { FlappingTag } from '../../features/record/flapping-tag.tsx'
import { lazyPart } from '../../ui/lazy-part.ts'
import { PersonName } from '../../ui/person.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Tag } from '../../ui/tag.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import styles from './incident-page.module.css'
import { RoomLinks } from './room-links.tsx'
import type { StepAct } from './use-amending.ts'

const MarkdownText = lazyPart(async () => ({
  default: (await import('../../features/record/markdown/markdown-text.tsx')).MarkdownText,
}))

/** Where it goes on, and what goes on here. */
function Merges({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation()
  const { merged_into: into, merged_from: from } = incident
  return (
    <>
      {into !== null && (
        <p className={styles.notice} data-tone="violet">
          <IconGitMerge size={17} aria-hidden="true" />
          <span>
            <Link to="/incidents/$id" params={{ id: into }} className={styles.mergeLink}>
              {t('merge.into', { id: into })}
            </Link>{' '}
            {t('merge.intoText')}
          </span>
        </p>
      )}
      {from.length > 0 && (
        <p className={styles.mergedFrom}>
          <IconGitMerge size={15} aria-hidden="true" />
          {t('merge.from')}
          {from.map(({ id, title }) => (
            <Link key={id} to="/incidents/$id" params={{ id }} className={styles.mergeLink} title={title}>
              {id}
            </Link>
          ))}
        </p>
      )}
    </>
  )
}

/** What it is, how bad, who has it. */
export function IncidentHead({ incident, onEdit }: { incident: IncidentDetail; onEdit: StepAct | undefined }) {
  const { t } = useTranslation()
  return (
    <div className={styles.head}>
      <div className={styles.badges}>
        <PriorityBadge priority={incident.priority} isBoxed />
        <StatusBadge status={incident.status} isBoxed />
        {incident.is_test && <Tag tone="violet">{t('incident.test')}</Tag>}
        {incident.is_flapping && <FlappingTag />}
        {incident.hold && <Tag>{t('incident.snoozed')}</Tag>}
        {incident.recurrence_of !== null && (
          <Link to="/incidents/$id" params={{ id: incident.recurrence_of }}>
            <Tag tone="warn">{t('incident.recurrenceOf', { id: incident.recurrence_of })}</Tag>
          </Link>
        )}
      </div>
      <div className={styles.titleLine}>
        <h2 className={styles.title}>{incident.title}</h2>
        {onEdit && (
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={onEdit.label} onClick={onEdit.run}>
            <IconPencil size={16} />
          </ActionIcon>
        )}
      </div>
      <div className={styles.meta}>
        {incident.services.map((service) => (
          <Link key={service.id} to="/incidents" search={{ service: service.id }} className={styles.service}>
            {service.name}
          </Link>
        ))}
        {incident.team && <span className={styles.metaItem}>{incident.team.name}</span>}
        <span className={styles.metaItem}>
          {incident.owner ? <PersonName name={incident.owner.name} /> : t('incident.nobodyYet')}
        </span>
        <span className={styles.metaItem}>{t(`level.${incident.level}`)}</span>
        <span className={styles.metaItem}>
          {t('incident.opened')} <RelativeTime at={incident.recorded_at} />
        </span>
      </div>
      <RoomLinks incident={incident} />
      <Merges incident={incident} />
      {incident.is_exhausted && (
        <p className={styles.notice} data-tone="alarm" role="alert">
          <IconAlertTriangle size={17} aria-hidden="true" />
          {t('incident.exhaustedText')}
        </p>
      )}
      {incident.is_flapping && (
        <p className={styles.notice} data-tone="warn">
          <IconActivity size={17} aria-hidden="true" />
          {t('incident.flappingText')}
        </p>
      )}
      {incident.workaround !== null && (
        <div className={styles.notice} data-tone="violet">
          <IconBandage size={17} aria-hidden="true" />
          <div className={styles.workaround}>
            <strong>{t('incident.workaround')}</strong>
            <Suspense fallback={incident.workaround}>
              <MarkdownText source={incident.workaround} />
            </Suspense>
          </div>
        </div>
      )}
      {incident.description && <p className={styles.description}>{incident.description}</p>}
      {incident.symptoms && (
        <p className={styles.description}>
          <strong>{t('incident.symptoms')}</strong> {incident.symptoms}
        </p>
      )}
    </div>
  )
}
