import { ActionIcon } from '@mantine/core'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail, Stage } from '../../api/types.ts'
import { Panel, Properties } from '../../ui/panel.tsx'
import { SourceLink } from '../../ui/source-link.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull } from '../../ui/time/wall-clock.ts'
import { useWords } from '../../ui/use-words.ts'
import styles from './incident-page.module.css'
import type { StepAct } from './use-amending.ts'

/** Of people without an account, and what they say of the fix. */
function reportWords(t: TFunction, reports: IncidentDetail['reports']): string | null {
  if (!reports) return null
  const parts = [
    t('incident.reportsCount', { count: reports.count }),
    ...(reports.fixed > 0 ? [t('incident.reportsFixed', { count: reports.fixed })] : []),
    ...(reports.not_fixed > 0 ? [t('incident.reportsNotFixed', { count: reports.not_fixed })] : []),
  ]
  return parts.join(' · ')
}

/** The fields of the record. */
export function IncidentDetails({
  incident,
  correctStage,
}: {
  incident: IncidentDetail
  correctStage: (stage: Stage) => StepAct | undefined
}) {
  const { t } = useTranslation()
  const words = useWords()
  const reader = useReader()
  const time = (at: string | null) => (at === null ? null : formatFull(Date.parse(at), reader))
  return (
    <Panel title={t('incident.details')}>
      <Properties
        rows={[
          { name: t('incident.reports'), value: reportWords(t, incident.reports) },
          { name: t('incident.severity'), value: t(`severity.${incident.severity}`) },
          { name: t('incident.scope'), value: t(`scope.${incident.scope}`) },
          { name: t('incident.urgency'), value: t(`urgency.${incident.urgency}`) },
          { name: t('incident.type'), value: t(`type.${incident.incident_type}`) },
          { name: t('incident.category'), value: incident.category.join(' › ') },
          {
            name: t('incident.method'),
            value: words(`method.${incident.detection_method}`, incident.detection_method),
          },
          {
            name: t('incident.source'),
            value: incident.source && <SourceLink id={incident.source.id}>{incident.source.name}</SourceLink>,
          },
          {
            name: t('incident.team'),
            value: incident.team && (
              <Link to="/incidents" search={{ query: `team:${JSON.stringify(incident.team.id)}` }}>
                {incident.team.name}
              </Link>
            ),
          },
          {
            name: t('incident.occurred'),
            value: <CorrectableTime time={time(incident.occurred_at)} act={correctStage('occurred')} />,
          },
          {
            name: t('incident.detected'),
            value: <CorrectableTime time={time(incident.detected_at)} act={correctStage('detected')} />,
          },
          { name: t('incident.recorded'), value: time(incident.recorded_at) },
          { name: t('incident.restored'), value: time(incident.restored_at) },
        ]}
      />
    </Panel>
  )
}

/** With its pencil beside it, for whoever may correct it. */
function CorrectableTime({ time, act }: { time: string | null; act: StepAct | undefined }) {
  return (
    <span className={styles.correctable}>
      {time}
      {act && (
        <ActionIcon variant="subtle" color="gray" size={22} aria-label={act.label} onClick={act.run}>
          <IconPencil size={14} />
        </ActionIcon>
      )}
    </span>
  )
}
