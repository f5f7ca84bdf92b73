import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.ts'
import type { IncidentFact } from '../../api/types.ts'
import { PanelSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FACT_KINDS, type FactKind, foldNotes, kindOf } from './fact-kinds.ts'
import { FactList } from './fact-list.tsx'
import { incidentFactsQuery } from './incident.query.ts'
import styles from './incident-timeline.module.css'
import { formatTimelineFilter, parseTimelineFilter, type TimelineFilter } from './timeline-filter.ts'

/** What happened, newest first; `composer` stands on top. What came after `at` is dimmed. */
export function IncidentTimeline({
  id,
  composer,
  at,
  canWrite,
}: {
  id: string
  composer: ReactNode
  at: string | null
  canWrite: boolean
}) {
  const { t } = useTranslation()
  const { data: facts, error, refetch } = useQuery(incidentFactsQuery(id))
  const { show } = useSearch({ from: '/frame/incidents/$id' })
  const navigate = useNavigate({ from: '/incidents/$id' })
  const filter = parseTimelineFilter(show)
  const change = (changed: TimelineFilter) =>
    void navigate({
      search: (before) => ({ ...before, show: formatTimelineFilter(changed) }),
      replace: true,
      resetScroll: false,
    })
  const notes = foldNotes(facts ?? [])
  const shown = (facts ?? []).filter((fact) => isShown(fact, filter)).toReversed()
  return (
    <Panel
      title={t('timeline.title')}
      count={facts?.length}
      isFlush
      action={<KindFilter filter={filter} onChange={change} />}
    >
      {composer}
      {facts === undefined && !error && <PanelSkeleton />}
      {facts === undefined && error instanceof ApiError && <ErrorState error={error} onRetry={() => void refetch()} />}
      {facts !== undefined && shown.length === 0 && <p className={styles.none}>{t('story.none')}</p>}
      <FactList incidentId={id} facts={shown} notes={notes} at={at} canWrite={canWrite} />
    </Panel>
  )
}

function isShown(fact: IncidentFact, { kinds, isNotesOnly }: TimelineFilter): boolean {
  // Each wording is a fact; what is shown of them is the note.
  if (isNotesOnly) return fact.type === 'NoteAdded'
  return kinds.length === 0 || kinds.includes(kindOf(fact))
}

/** Nothing chosen is everything. */
function KindFilter({
  filter: { kinds, isNotesOnly },
  onChange,
}: {
  filter: TimelineFilter
  onChange: (filter: TimelineFilter) => void
}) {
  const { t } = useTranslation()
  const toggle = (kind: FactKind) => {
    const chosen = kinds.includes(kind) ? kinds.filter((each) => each !== kind) : [...kinds, kind]
    onChange({ kinds: chosen, isNotesOnly: false })
  }
  return (
    <fieldset className={styles.kinds} aria-label={t('story.filterLabel')}>
      {FACT_KINDS.map((kind) => (
        <button
          key={kind}
          type="button"
          className={styles.kind}
          aria-pressed={kinds.includes(kind)}
          onClick={() => toggle(kind)}
        >
          {t(`story.filter.${kind}`)}
        </button>
      ))}
      <button
        type="button"
        className={styles.kind}
        aria-pressed={isNotesOnly}
        onClick={() => onChange({ kinds: [], isNotesOnly: !isNotesOnly })}
      >
        {t('story.notesOnly')}
      </button>
    </fieldset>
  )
}
