import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'

/** One letter finds everything; from two on it is worth asking. */
export const SEARCHED_LETTERS_MIN = 2
const incidentsMax = 6
const othersMax = 4

const wanted = { staleTime: 10_000, placeholderData: keepPreviousData }

/** Of every status, the newest first. */
export function incidentSearch(q: string) {
  return queryOptions({
    ...wanted,
    queryKey: [...keys.incidents, 'search', q],
    queryFn: ({ signal }) => getJson('/incidents', { query: { q, limit: incidentsMax }, signal }),
    select: ({ items }) => items,
  })
}

export function serviceSearch(q: string) {
  return queryOptions({
    ...wanted,
    queryKey: [...keys.services, 'search', q],
    queryFn: ({ signal }) => getJson('/services', { query: { q, limit: othersMax }, signal }),
    select: ({ items }) => items,
  })
}

export function sourceSearch(q: string) {
  return queryOptions({
    ...wanted,
    queryKey: [...keys.sources, 'search', q],
    queryFn: ({ signal }) => getJson('/sources', { query: { q, limit: othersMax }, signal }),
    select: ({ items }) => items,
  })
}

export function peopleSearch(q: string) {
  return queryOptions({
    ...wanted,
    queryKey: [...keys.people, 'search', q],
    queryFn: ({ signal }) => getJson('/users', { query: { q, limit: othersMax }, signal }),
    select: ({ items }) => items,
  })
}
