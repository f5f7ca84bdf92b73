import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.ts'
import type { IncidentFact } from '../../api/types.ts'
import { ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatWeekdayTime } from '../../ui/time/wall-clock.ts'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'
import { useWords } from '../../ui/use-words.ts'
import { peopleQuery } from '../people/people.query.ts'
import { lookOf } from './fact-looks.ts'
import { factValues, factVariant, isToldByUs, writtenWith } from './fact-words.ts'
import { incidentFactsQuery } from './incident.query.ts'
import styles from './incident-timeline.module.css'

const filters = ['all', 'highlights', 'notes'] as const
type Filter = (typeof filters)[number]

/** What happened, newest first; `composer` stands on top. */
export function IncidentTimeline({ id, composer }: { id: string; composer: ReactNode }) {
  const { t } = useTranslation()
  const { data: facts, error, refetch } = useQuery(incidentFactsQuery(id))
  const [filter, setFilter] = useState<Filter>('all')
  const itemOf = useTimelineItem()
  const shown = (facts ?? []).filter((fact) => isShown(fact, filter)).toReversed()
  return (
    <Panel
      title={t('timeline.title')}
      count={facts?.length}
      isFlush
      action={
        <SegmentedControl
          value={filter}
          data={filters.map((each) => ({ value: each, label: t(`timeline.filter.${each}`) }))}
          onChange={(next) => setFilter(next as Filter)}
          aria-label={t('timeline.filterLabel')}
        />
      }
    >
      {composer}
      {facts === undefined && !error && <LoadingState />}
      {facts === undefined && error instanceof ApiError && <ErrorState error={error} onRetry={() => void refetch()} />}
      {facts !== undefined && shown.length === 0 && <p className={styles.none}>{t('timeline.none')}</p>}
      <Timeline label={t('timeline.title')} items={shown.map(itemOf)} />
    </Panel>
  )
}

function isShown(fact: IncidentFact, filter: Filter): boolean {
  if (filter === 'notes') return fact.type === 'NoteAdded'
  return filter === 'all' || !lookOf(fact.type).isQuiet
}

/** Reasons that only repeat what the sentence says. */
const plainReasons = new Set([
  'asked',
  'set_by_hand',
  'closed_by_hand',
  'said_by_responder',
  'handed_over',
  'delivered',
  'workaround_applied',
])

function useTimelineItem(): (fact: IncidentFact) => TimelineItem {
  const wordsOf = useFactWords()
  return (fact) => {
    const { icon: Icon, tone, isQuiet } = lookOf(fact.type)
    const written = writtenWith(fact)
    return {
      ...wordsOf(fact),
      id: String(fact.version),
      at: fact.at,
      icon: <Icon size={15} aria-hidden="true" />,
      tone,
      isQuiet,
      body: written !== undefined && <div className={styles.written}>{written}</div>,
    }
  }
}

/** The server's English sentence says who and why; ours, in every other language, has the reason in a line of its own. */
function useFactWords(): (fact: IncidentFact) => { sentence: string; byline: string } {
  const { i18n } = useTranslation()
  const reader = useReader()
  const { data: people = [] } = useQuery(peopleQuery)
  const names = new Map(people.map(({ id, name }) => [id, name]))
  const words = useWords()
  const readers = {
    nameOf: (id: string) => names.get(id) ?? id,
    timeOf: (atMs: number) => formatWeekdayTime(atMs, reader),
    wordOf: (scale: string, value: string) => words(`${scale}.${value}`, value),
    locale: reader.locale,
  }
  return (fact) => {
    const key = `facts.${factVariant(fact)}`
    const isOurs = i18n.exists(key) && (i18n.language !== 'en' || isToldByUs(fact))
    if (!isOurs) return { sentence: fact.sentence, byline: '' }
    const byline = plainReasons.has(fact.because) ? '' : words(`reasons.${fact.because}`, '')
    return { sentence: words(key, fact.sentence, factValues(fact, readers)), byline }
  }
}
