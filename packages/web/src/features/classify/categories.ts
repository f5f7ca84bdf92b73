import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'

/** What the organisation has used so far, most used first. */
export const categoriesQuery = queryOptions({
  queryKey: keys.incidentCategories,
  queryFn: ({ signal }) => getJson('/incident-categories', { signal }),
})

/** `Database / Replication` → its levels, from wide to narrow. */
export function parseCategory(text: string): string[] {
  return text
    .split(/[/／›]/)
    .map((level) => level.trim())
    .filter((level) => level !== '')
}

export function formatCategory(category: readonly string[]): string {
  return category.join(' / ')
}

/** The ones that hold every word that was typed, in whatever level; all of them while nothing is. */
export function matchCategories(all: readonly string[], typed: string): string[] {
  const words = parseCategory(typed.toLowerCase()).flatMap((level) => level.split(/\s+/))
  return all.filter((each) => words.every((word) => each.toLowerCase().includes(word)))
}
