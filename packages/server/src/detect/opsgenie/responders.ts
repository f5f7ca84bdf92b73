/** Whom the names of Opsgenie's responders mean here: people, who is on call, whom a policy calls first, and services of teams. */
import { nameOfResponder, type OpsgenieResponder } from '@tocsin/adapters/in/opsgenie/fields.ts'
import type { Instant, ServiceId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory, Source } from '@tocsin/core/people/directory.ts'
import type { PageTarget } from '@tocsin/core/people/policy.ts'
import { calcTargets } from '@tocsin/core/respond/targets.ts'
import { findUser } from '../../people/directory-names.ts'

export interface RespondersFound {
  people: UserId[]
  /** Those that nothing here is called like. */
  unknown: string[]
}

/**
 * People who are to be paged beside the policy of the service. A team is nobody by itself: it stands for its service, whose policy
 * says who is called.
 */
export function peopleOfResponders(
  directory: Directory,
  responders: readonly OpsgenieResponder[],
  at: Instant,
): RespondersFound {
  const targets: PageTarget[] = []
  const unknown: string[] = []
  for (const responder of responders) {
    const found = targetsOf(directory, responder)
    if (found) targets.push(...found)
    else unknown.push(`${responder.type} ${nameOfResponder(responder)}`)
  }
  return { people: calcTargets(directory, targets, at).people.map(({ user }) => user), unknown }
}

function targetsOf(directory: Directory, responder: OpsgenieResponder): readonly PageTarget[] | undefined {
  switch (responder.type) {
    case 'user': {
      const user = findPerson(directory, responder)
      return user && [{ kind: 'user', id: user }]
    }
    case 'schedule': {
      const schedule = findNamed(directory.schedules, responder)
      return schedule && [{ kind: 'schedule', id: schedule.id }]
    }
    case 'escalation':
      return findNamed(directory.policies, responder)?.steps[0]?.targets
    case 'team':
      return findNamed(directory.teams, responder) ? [] : undefined
  }
}

/** A person by id, mail address or name. */
export function findPerson(directory: Directory, { id, name, username }: OpsgenieResponder): UserId | undefined {
  for (const text of [username, id, name]) {
    const found = text === undefined ? undefined : findUser(directory, text)
    if (found?.isActive) return found.id
  }
  return findNamed(directory.users, { type: 'user', ...(name !== undefined && { name }) })?.id
}

function findNamed<Id extends string, T extends { id: Id; name: string }>(
  things: ReadonlyMap<Id, T>,
  { id, name }: OpsgenieResponder,
): T | undefined {
  for (const text of [id, name]) {
    const found = text === undefined ? undefined : things.get(text as Id)
    if (found) return found
  }
  const wanted = name?.trim().toLowerCase()
  if (wanted === undefined) return undefined
  for (const thing of things.values()) if (thing.name.toLowerCase() === wanted) return thing
  return undefined
}

/** The service of the first team that has exactly one, for a source that has none of its own. */
export function serviceOfResponders(
  directory: Directory,
  source: Source,
  responders: readonly OpsgenieResponder[],
): ServiceId | undefined {
  if (source.service) return undefined
  for (const responder of responders) {
    if (responder.type !== 'team') continue
    const team = findNamed(directory.teams, responder)
    if (!team) continue
    const services = [...directory.services.values()].filter((service) => service.isActive && service.team === team.id)
    if (services.length === 1) return services[0]?.id
  }
  return undefined
}
