import type { Change } from '../../api/types.ts'

/** What breaks something mostly did so within this time. */
const nearMs = 2 * 3_600_000

export interface NearChanges {
  /** From two hours before the incident began until now. */
  near: Change[]
  /** From before that. */
  earlier: Change[]
}

export interface ChangedIncident {
  began: string
  /** Ids of its own services. */
  services: readonly string[]
}

/** Changes of the incident's own services come first, then those of what these need, then those of none in particular; the newest first. */
export function sortChanges(changes: readonly Change[], { began, services }: ChangedIncident): NearChanges {
  const from = Date.parse(began) - nearMs
  const farness = ({ service }: Change) => (service === null ? 2 : services.includes(service.id) ? 0 : 1)
  const sorted = changes.toSorted((a, b) => farness(a) - farness(b) || Date.parse(b.at) - Date.parse(a.at))
  const isNear = ({ at }: Change) => Date.parse(at) >= from
  return { near: sorted.filter(isNear), earlier: sorted.filter((change) => !isNear(change)) }
}

/** `failed`, `succeeded`, …, where the sender says how a change went. */
export function outcomeOf({ details }: Change): string | undefined {
  return detailOf(details, 'outcome')
}

/** Who made the change and where, as far as the sender says it. */
export function madeBy({ details }: Change): { actor: string | undefined; environment: string | undefined } {
  return { actor: detailOf(details, 'actor'), environment: detailOf(details, 'environment') }
}

function detailOf(details: unknown, name: string): string | undefined {
  if (typeof details !== 'object' || details === null || !Object.hasOwn(details, name)) return undefined
  const value: unknown = Reflect.get(details, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}
