/** Places in short texts of the organisation, such as names of channels and links to calls, that stand for what an incident says. */
import type { Head } from '../kernel/fact.ts'
import type { Directory } from '../people/directory.ts'

export const PLACES = [
  ...(['incident.id', 'incident.number', 'incident.year', 'incident.title', 'incident.priority'] as const),
  ...(['incident.service', 'random'] as const),
] as const
export type Place = (typeof PLACES)[number]

const PATTERN = /\{\{\s*([^{}]*?)\s*\}\}/g

/** `number` has no zeros in front. Of several services the first is named. */
export function placesOf({ id, title, priority, services }: Head, directory: Directory): Record<Place, string> {
  const [, year = '', number = ''] = /^INC-(\d{4})-(\d+)$/.exec(id) ?? []
  const [service] = services
  return {
    ...{ 'incident.id': id, 'incident.number': String(Number(number)), 'incident.year': year },
    ...{ 'incident.title': title, 'incident.priority': priority, random: '' },
    'incident.service': service === undefined ? '' : (directory.services.get(service)?.name ?? service),
  }
}

/** `fit` makes each value fit for where the text is used. What is no place stays as it is. */
export function fillPlaces(
  text: string,
  places: Readonly<Record<Place, string>>,
  fit: (value: string) => string = (value) => value,
): string {
  return text.replace(PATTERN, (whole, name: string) => (isPlaceName(name) ? fit(places[name]) : whole))
}

/** What stands between double braces and is none of the places. */
export function unknownPlaces(text: string): string[] {
  return [...text.matchAll(PATTERN)].flatMap(([, name = '']) => (isPlaceName(name) ? [] : [name]))
}

function isPlaceName(name: string): name is Place {
  return (PLACES as readonly string[]).includes(name)
}
