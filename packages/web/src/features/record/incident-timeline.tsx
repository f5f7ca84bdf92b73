import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
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
  const [kinds, setKinds] = useState<readonly FactKind[]>([])
  const [isNotesOnly, setIsNotesOnly] = useState(false)
  const notes = foldNotes(facts ?? [])
  const shown = (facts ?? []).filter((fact) => isShown(fact, kinds, isNotesOnly)).toReversed()
  return (
    <Panel
      title={t('timeline.title')}
      count={facts?.length}
      isFlush
      action={<KindFilter kinds={kinds} onKinds={setKinds} isNotesOnly={isNotesOnly} onNotesOnly={setIsNotesOnly} />}
    >
      {composer}
      {facts === undefined && !error && <PanelSkeleton />}
      {facts === undefined && error instanceof ApiError && <ErrorState error={error} onRetry={() => void refetch()} />}
      {facts !== undefined && shown.length === 0 && <p className={styles.none}>{t('story.none')}</p>}
      <FactList incidentId={id} facts={shown} notes={notes} at={at} canWrite={canWrite} />
    </Panel>
  )
}

function isShown(fact: IncidentFact, kinds: readonly FactKind[], isNotesOnly: boolean): boolean {
  // Each wording is a fact; what is shown of them is the note.
  if (isNotesOnly) return fact.type === 'NoteAdded'
  return kinds.length === 0 || kinds.includes(kindOf(fact))
}

/** Nothing chosen is everything. */
function KindFilter({
  kinds,
  onKinds,
  isNotesOnly,
  onNotesOnly,
}: {
  kinds: readonly FactKind[]
  onKinds: (kinds: readonly FactKind[]) => void
  isNotesOnly: boolean
  onNotesOnly: (isNotesOnly: boolean) => void
}) {
  const { t } = useTranslation()
  const toggle = (kind: FactKind) => {
    onNotesOnly(false)
    onKinds(kinds.includes(kind) ? kinds.filter((each) => each !== kind) : [...kinds, kind])
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
        onClick={() => {
          onKinds([])
          onNotesOnly(!isNotesOnly)
        }}
      >
        {t('story.notesOnly')}
      </button>
    </fieldset>
  )
}
