import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.ts'
import type { IncidentDetail, IncidentFact } from '../../api/types.ts'
import { IncidentAlerts } from '../../features/detect/incident-alerts.tsx'
import { IncidentChanges } from '../../features/lake/incident-changes.tsx'
import { incidentAtQuery, incidentFactsQuery, incidentQuery } from '../../features/record/incident.query.ts'
import { IncidentTimeline } from '../../features/record/incident-timeline.tsx'
import { NoteComposer } from '../../features/record/note-composer.tsx'
import { usePresence } from '../../features/record/presence.query.ts'
import { PresentPeople, WritingPeople } from '../../features/record/present-people.tsx'
import { TimeSlider } from '../../features/record/time-slider.tsx'
import { EscalationLadder } from '../../features/respond/escalation-ladder.tsx'
import { PagedPeople } from '../../features/respond/paged-people.tsx'
import { Later } from '../../ui/later.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull } from '../../ui/time/wall-clock.ts'
import { useIsPhone } from '../../ui/use-is-phone.ts'
import { NotFoundPage } from '../not-found-page.tsx'
import { ActionBar, ThumbBar } from './action-bar.tsx'
import { IncidentDetails } from './incident-details.tsx'
import { IncidentHead } from './incident-head.tsx'
import styles from './incident-page.module.css'
import { StepClocks } from './step-clocks.tsx'
import { useIncidentActions } from './use-incident-actions.ts'

/** Everything about one incident, composed from what the steps know of it. */
export function IncidentPage() {
  const { id } = useParams({ from: '/frame/incidents/$id' })
  const { data: incident, error, refetch } = useQuery(incidentQuery(id))
  if (incident) return <LoadedIncident key={id} incident={incident} />
  if (error instanceof ApiError && error.status === 404) return <NotFoundPage />
  return (
    <>
      <PageHeader title={<IncidentTitle id={id} />} />
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageSkeleton />}
    </>
  )
}

/** The way back, and which one it is: there before anything else is known. */
function IncidentTitle({ id }: { id: string }) {
  const { t } = useTranslation()
  return (
    <>
      <Link to="/incidents" className={styles.back} aria-label={t('incident.back')}>
        <IconChevronLeft size={18} />
      </Link>
      <span className={styles.id}>{id}</span>
    </>
  )
}

function LoadedIncident({ incident }: { incident: IncidentDetail }) {
  const [at, setAt] = useState<string | null>(null)
  const [isTyping, setIsTyping] = useState(false)
  const { data: facts = [] } = useQuery(incidentFactsQuery(incident.id))
  const { data: past } = useQuery({ ...incidentAtQuery(incident.id, at ?? ''), enabled: at !== null })
  const people = usePresence(incident.id, isTyping)
  const canWrite = incident.actions.note?.allowed === true
  const isPast = at !== null && past !== undefined
  const shown = isPast ? past : incident
  const { offered, opened, close } = useIncidentActions(shown)
  const isPhone = useIsPhone()
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
      <PageHeader title={<IncidentTitle id={incident.id} />}>
        <PresentPeople people={people} />
        {!isPhone && <ActionBar actions={offered} />}
      </PageHeader>
      <div className={styles.page}>
        <PastNotice at={at} />
        <IncidentHead incident={shown} />
        <StepClocks steps={shown.steps} isPast={isPast} />
        <Later>
          <TimeSlider instants={instantsOf(facts)} at={at} onChange={setAt} />
          <div className={styles.columns}>
            <div className={styles.mainColumn}>
              {at === null && (
                <IncidentAlerts incidentId={incident.id} count={incident.alerts_count} firing={incident.firing_count} />
              )}
              {at === null && <IncidentChanges incident={incident} />}
              <IncidentTimeline
                id={incident.id}
                at={at}
                canWrite={canWrite && at === null}
                composer={
                  <>
                    <WritingPeople people={people} />
                    {canWrite && at === null && <NoteComposer id={incident.id} onTyping={setIsTyping} />}
                  </>
                }
              />
            </div>
            <div className={styles.sideColumn}>
              <EscalationLadder incident={shown} isPast={isPast} />
              {!isPast && <PagedPeople incident={incident} />}
              <IncidentDetails incident={shown} />
            </div>
          </div>
        </Later>
      </div>
      {isPhone && <ThumbBar actions={offered} />}
      <Suspense>{Dialog && <Dialog incident={incident} onClose={close} />}</Suspense>
    </>
  )
}

/** What is shown is not what is: nobody may overlook that. */
function PastNotice({ at }: { at: string | null }) {
  const { t } = useTranslation()
  const reader = useReader()
  if (at === null) return null
  return (
    <p className={styles.notice} data-tone="violet" role="status">
      <IconHistory size={17} aria-hidden="true" />
      {t('past.banner', { time: formatFull(Date.parse(at), reader) })}
    </p>
  )
}

/** The moments at which something became known, each once, oldest first. */
function instantsOf(facts: readonly IncidentFact[]): string[] {
  return [...new Set(facts.map(({ at }) => at))]
}
