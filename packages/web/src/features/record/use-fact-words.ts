import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { IncidentFact } from '../../api/types.ts'
import { useReader } from '../../ui/time/reader.ts'
import { formatWeekdayTime } from '../../ui/time/wall-clock.ts'
import { useWords } from '../../ui/use-words.ts'
import { peopleQuery } from '../people/people.query.ts'
import { factValues, factVariant, isToldByUs } from './fact-words.ts'

/** Reasons that only repeat what the sentence says. */
const plainReasons = new Set([
  ...['asked', 'set_by_hand', 'closed_by_hand', 'said_by_responder', 'handed_over', 'delivered', 'workaround_applied'],
  ...['merged_by_hand', 'unmerged_by_hand', 'service_request'],
])

/** The server's English sentence says who and why; ours, in every other language, has the reason in a line of its own. */
export function useFactWords(): (fact: IncidentFact) => { sentence: string; byline: string } {
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
