/** Names for ids, as people know them. What was deleted since keeps its id, so that nothing of a timeline gets lost. */
import type { Directory, User } from '@tocsin/core/people/directory.ts'
import { parsePlace } from '@tocsin/core/respond/place.ts'

export interface Named {
  id: string
  name: string
}

export interface SourceNamed extends Named {
  system: string | null
}

export interface DirectoryNames {
  user(id: string): Named
  team(id: string): Named
  service(id: string): Named
  /** Undefined where nobody owns it, or it is gone. */
  teamOfService(id: string): Named | undefined
  schedule(id: string): Named
  policy(id: string): Named
  source(id: string): SourceNamed
  vendor(id: string): Named
}

type Things = ReadonlyMap<string, { name: string }>

export function namesOf(directory: Directory): DirectoryNames {
  const named =
    (things: Things) =>
    (id: string): Named => ({ id, name: things.get(id)?.name ?? id })
  const { users, teams, services, schedules, policies, sources } = directory
  const source = named(sources)
  return {
    user: (id) => nameOfPlace(directory, id) ?? named(users)(id),
    vendor: named(directory.vendors ?? new Map()),
    team: named(teams),
    service: named(services),
    teamOfService(id) {
      const team = (services as ReadonlyMap<string, { team?: string }>).get(id)?.team
      return team === undefined ? undefined : named(teams)(team)
    },
    schedule: named(schedules),
    policy: named(policies),
    source: (id) => ({
      ...source(id),
      system: (sources as ReadonlyMap<string, { system: string }>).get(id)?.system ?? null,
    }),
  }
}

/** A vendor or a channel that stands where a person would. */
function nameOfPlace({ vendors }: Directory, id: string): Named | undefined {
  const place = parsePlace(id)
  if (!place) return undefined
  if (place.kind === 'vendor') return { id, name: vendors?.get(place.id)?.name ?? place.id }
  return { id, name: `${place.channel} ${place.to}` }
}

/** A person by id or by e-mail address, in any case. */
export function findUser(directory: Directory, idOrEmail: string): User | undefined {
  const byId = (directory.users as ReadonlyMap<string, User>).get(idOrEmail)
  if (byId) return byId
  const email = idOrEmail.trim().toLowerCase()
  for (const user of directory.users.values()) if (user.email.toLowerCase() === email) return user
  return undefined
}
