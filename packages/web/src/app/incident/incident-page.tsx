import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.ts'
import type { IncidentDetail } from '../../api/types.ts'
import { IncidentAlerts } from '../../features/detect/incident-alerts.tsx'
import { incidentQuery } from '../../features/record/incident.query.ts'
import { IncidentTimeline } from '../../features/record/incident-timeline.tsx'
import { NoteComposer } from '../../features/record/note-composer.tsx'
import { EscalationLadder } from '../../features/respond/escalation-ladder.tsx'
import { PagedPeople } from '../../features/respond/paged-people.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { StepBar } from '../../ui/step-bar.tsx'
import { NotFoundPage } from '../not-found-page.tsx'
import { ActionBar, ThumbBar } from './action-bar.tsx'
import { IncidentDetails } from './incident-details.tsx'
import { IncidentHead } from './incident-head.tsx'
import styles from './incident-page.module.css'
import { useIncidentActions } from './use-incident-actions.ts'

/** Everything about one incident, composed from what the steps know of it. */
export function IncidentPage() {
  const { id } = useParams({ from: '/frame/incidents/$id' })
  const { data: incident, error, refetch } = useQuery(incidentQuery(id))
  if (incident) return <LoadedIncident key={id} incident={incident} />
  if (error instanceof ApiError && error.status === 404) return <NotFoundPage />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <LoadingState />
}

function LoadedIncident({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation()
  const { offered, opened, close } = useIncidentActions(incident)
  const Dialog = opened?.dialog
  useEffect(() => {
    const before = document.title
    document.title = `${incident.id} ${incident.title}`
    return () => {
      document.title = before
    }
  }, [incident.id, incident.title])
  return (
    <>
      <PageHeader
        title={
          <>
            <Link to="/incidents" className={styles.back} aria-label={t('incident.back')}>
              <IconChevronLeft size={18} />
            </Link>
            <span className={styles.id}>{incident.id}</span>
          </>
        }
      >
        <ActionBar actions={offered} />
      </PageHeader>
      <div className={styles.page}>
        <IncidentHead incident={incident} />
        <StepBar steps={incident.steps} />
        <div className={styles.columns}>
          <div className={styles.mainColumn}>
            <IncidentAlerts incidentId={incident.id} count={incident.alerts_count} firing={incident.firing_count} />
            <IncidentTimeline
              id={incident.id}
              composer={incident.actions.note?.allowed === true && <NoteComposer id={incident.id} />}
            />
          </div>
          <div className={styles.sideColumn}>
            <EscalationLadder incident={incident} />
            <PagedPeople incident={incident} />
            <IncidentDetails incident={incident} />
          </div>
        </div>
      </div>
      <ThumbBar actions={offered} />
      <Suspense>{Dialog && <Dialog incident={incident} onClose={close} />}</Suspense>
    </>
  )
}
