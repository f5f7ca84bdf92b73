import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Home } from '../../api/types.ts'
import { lazyPart } from '../../ui/lazy-part.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { AllQuiet } from './all-quiet.tsx'
import { FirstSteps } from './first-steps.tsx'
import styles from './home.module.css'
import { homeQuery } from './home.query.ts'
import { NeedsYou } from './needs-you.tsx'
import { OnCallPanel } from './on-call-panel.tsx'
import { OpenIncidents } from './open-incidents.tsx'
import { ServicesPanel } from './services-panel.tsx'

// What can wait a moment comes behind what pages somebody.
const MyTasks = lazyPart(async () => ({ default: (await import('./my-tasks.tsx')).MyTasks }))

/** What needs me now, and how things are. One answer of the server fills it. */
export function HomePage() {
  const { t } = useTranslation()
  const { data: home, error, refetch } = useQuery(homeQuery)
  return (
    <>
      <PageHeader title={t('home.title')} />
      {home && <LoadedHome home={home} />}
      {!home && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!home && !error && <PageSkeleton />}
    </>
  )
}

function LoadedHome({ home }: { home: Home }) {
  const { first_run: firstRun, mine, open, services, on_call, my_shifts } = home
  const isQuiet = mine.length === 0 && open.counts.length === 0
  return (
    <div className={styles.page}>
      {firstRun && <FirstSteps firstRun={firstRun} />}
      <div className={styles.columns}>
        <div className={styles.column}>
          {isQuiet ? <AllQuiet lastSignalAt={home.last_signal_at} /> : <NeedsYou mine={mine} />}
          <Suspense>
            <MyTasks />
          </Suspense>
          {!isQuiet && <OpenIncidents open={open} />}
        </div>
        <div className={styles.column}>
          <OnCallPanel schedules={on_call} shifts={my_shifts} />
          <ServicesPanel services={services} />
        </div>
      </div>
    </div>
  )
}
