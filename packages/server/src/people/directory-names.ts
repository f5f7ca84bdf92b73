/** Names for ids, as people know them. What was deleted since keeps its id, so that nothing of a timeline gets lost. */
import type { Directory, User } from '@tocsin/core/people/directory.ts'

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
  schedule(id: string): Named
  policy(id: string): Named
  source(id: string): SourceNamed
}

type Things = ReadonlyMap<string, { name: string }>

export function namesOf(directory: Directory): DirectoryNames {
  const named =
    (things: Things) =>
    (id: string): Named => ({ id, name: things.get(id)?.name ?? id })
  const { users, teams, services, schedules, policies, sources } = directory
  const source = named(sources)
  return {
    user: named(users),
    team: named(teams),
    service: named(services),
    schedule: named(schedules),
    policy: named(policies),
    source: (id) => ({
      ...source(id),
      system: (sources as ReadonlyMap<string, { system: string }>).get(id)?.system ?? null,
    }),
  }
}

/** A person by id or by e-mail address, in any case. */
export function findUser(directory: Directory, idOrEmail: string): User | undefined {
  const byId = (directory.users as ReadonlyMap<string, User>).get(idOrEmail)
  if (byId) return byId
  const email = idOrEmail.trim().toLowerCase()
  for (const user of directory.users.values()) if (user.email.toLowerCase() === email) return user
  return undefined
}
