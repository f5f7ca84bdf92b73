import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Suspense, useEffect, useRef, useState } from 'react'
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
import { DialogOnItsWay } from '../../ui/dialog-on-its-way.tsx'
import { Later } from '../../ui/later.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { useIsPhone } from '../../ui/use-is-phone.ts'
import { NotFoundPage } from '../not-found-page.tsx'
import { ActionBar, ThumbBar } from './action-bar.tsx'
import { IncidentDetails } from './incident-details.tsx'
import { IncidentHead } from './incident-head.tsx'
import styles from './incident-page.module.css'
import { MissingPast, PastAlerts, PastNotice, withoutActions } from './past-state.tsx'
import { StepClocks } from './step-clocks.tsx'
import { useAmending } from './use-amending.ts'
import { useIncidentActions } from './use-incident-actions.ts'
import { usePastInstant } from './use-past-instant.ts'

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
  const [at, setAt] = usePastInstant()
  const [isTyping, setIsTyping] = useState(false)
  const { data: facts = [] } = useQuery(incidentFactsQuery(incident.id))
  const then = useQuery({ ...incidentAtQuery(incident.id, at ?? ''), enabled: at !== null })
  const people = usePresence(incident.id, isTyping)
  const canWrite = incident.actions.note?.allowed === true
  const isPast = at !== null
  // Of the past nothing is shown until it is known: what stands below “as it was” is never what is.
  const shown = isPast ? then.data : incident
  const { offered, opened, close } = useIncidentActions(shown ?? withoutActions(incident))
  const amending = useAmending(shown ?? incident, offered)
  const isPhone = useIsPhone()
  const Dialog = isPast ? undefined : opened?.dialog
  const closeDialog = () => {
    amending.forget()
    close()
  }
  const top = useRef<HTMLDivElement>(null)
  const [topHeight, setTopHeight] = useState<number>()
  const goTo = (instant: string | null) => {
    // The slider stays below the pointer while what stands over it is loaded.
    if (shown) setTopHeight(top.current?.offsetHeight)
    setAt(instant)
  }
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
        {!isPhone && shown && <ActionBar actions={offered} />}
      </PageHeader>
      <div className={styles.page}>
        <PastNotice at={at} />
        <div ref={top} className={styles.top} style={shown ? undefined : { minHeight: topHeight }}>
          {shown ? (
            <>
              <IncidentHead incident={shown} onEdit={amending.edit} />
              <StepClocks steps={shown.steps} isPast={isPast} actOf={amending.actOf} />
            </>
          ) : (
            <MissingPast error={then.error} onRetry={() => void then.refetch()} />
          )}
        </div>
        <Later>
          <TimeSlider instants={instantsOf(facts)} at={at} onChange={goTo} />
          <div className={styles.columns}>
            <div className={styles.mainColumn}>
              {!isPast && (
                <IncidentAlerts incidentId={incident.id} count={incident.alerts_count} firing={incident.firing_count} />
              )}
              {!isPast && <IncidentChanges incident={incident} />}
              {isPast && shown && <PastAlerts past={shown} />}
              <IncidentTimeline
                id={incident.id}
                at={at}
                canWrite={canWrite && !isPast}
                composer={
                  <>
                    <WritingPeople people={people} />
                    {canWrite && <NoteComposer id={incident.id} isOff={isPast} onTyping={setIsTyping} />}
                  </>
                }
              />
            </div>
            <div className={styles.sideColumn}>
              {shown && <EscalationLadder incident={shown} isPast={isPast} />}
              {!isPast && <PagedPeople incident={incident} />}
              {shown && <IncidentDetails incident={shown} correctStage={amending.correctStage} />}
            </div>
          </div>
        </Later>
      </div>
      {isPhone && shown && <ThumbBar actions={offered} />}
      <Suspense fallback={<DialogOnItsWay />}>
        {Dialog && <Dialog incident={incident} onClose={closeDialog} about={amending.about} />}
      </Suspense>
    </>
  )
}

/** The moments at which something became known, each once, oldest first. */
function instantsOf(facts: readonly IncidentFact[]): string[] {
  return [...new Set(facts.map(({ at }) => at))]
}
