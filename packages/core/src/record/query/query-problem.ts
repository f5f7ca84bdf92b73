import type { QueryProblem } from './parse-query.ts'

/** A problem in one English sentence: it names the word, says what is known there, and what was probably meant. */
export function describeQueryProblem(problem: QueryProblem): string {
  const { nearest, known } = problem
  const guess = nearest === undefined ? '' : ` Did you mean “${nearest}”?`
  const list = known.length === 0 ? '' : ` Known: ${known.join(', ')}.`
  return `${sentenceOf(problem)}${guess}${list}`
}

function sentenceOf({ code, word, field = 'since', from }: QueryProblem): string {
  switch (code) {
    case 'unknown_field':
      return `“${word}:” (character ${from + 1}) is no filter; to search for it as text, put it in quotes.`
    case 'unknown_value':
      return `“${word}” (character ${from + 1}) is nothing that “${field}:” can be.`
    case 'missing_value':
      return `“${word}” (character ${from + 1}) lacks a value.`
    case 'unclosed_quote':
      return `The quote at character ${from + 1} is not closed.`
    case 'bad_moment':
      return `“${word}” (character ${from + 1}) is no time: write 90m, 24h, 7d, 2w, a day such as 2026-11-01, or an instant such as 2026-11-01T09:00:00Z.`
    case 'bad_label':
      return `“${word}” (character ${from + 1}) is no label: write label:name=value.`
    case 'too_long':
      return `The query is longer than ${from} characters.`
    case 'too_many_terms':
      return 'The query has too many filters.'
    case 'too_many_values':
      return `“${word}:” (character ${from + 1}) has too many values.`
  }
}
