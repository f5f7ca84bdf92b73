/**
 * What people can do to an incident. Each step lists its actions; routes, the `actions` of an incident and the commands come
 * from the same list. Whether an action is possible is never asked here: the core decides, also when it is only asked.
 */
import type { IncidentCommand, IncidentState, Outcome } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Permission } from '@tocsin/core/people/permissions.ts'
import { z } from 'zod'
import type { UnitOfWork } from './unit-of-work.ts'

/** Who asks, when, and with which configuration. */
export interface Ask {
  actor: Actor
  at: Instant
  directory: Directory
}

export type CarryOut = (
  unit: UnitOfWork,
  incident: IncidentId,
  command: IncidentCommand,
  asker: { actor: Actor; refuse(state: IncidentState): Rejection | undefined },
) => Promise<Outcome>

export interface IncidentActionDefinition<Body extends z.ZodType> {
  /** Among the `actions` of an incident. */
  name: string
  /** The last part of `/incidents/{id}/…`. */
  path: string
  summary: string
  description?: string
  permission: Permission
  body: Body
  command(body: z.output<Body>, ask: Ask): IncidentCommand | { rejected: Rejection }
  /** How it is done where one incident is not enough; by default the command runs on the incident alone. */
  carryOut?: CarryOut
  /** A command that stands for all that this action could be, with which the core is asked whether it is possible now. */
  probe(state: IncidentState, ask: Ask): IncidentCommand
}

/** An action whose types have been checked where it was defined. */
export type IncidentAction = Omit<IncidentActionDefinition<z.ZodType>, 'command'> & {
  command(body: unknown, ask: Ask): IncidentCommand | { rejected: Rejection }
}

export function defineAction<Body extends z.ZodType>(definition: IncidentActionDefinition<Body>): IncidentAction {
  return definition as unknown as IncidentAction
}

/** A body of which nothing is required: it may be left out. */
export function optionalBody<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((body) => body ?? {}, z.strictObject(shape))
}

/** The person who acts; a key acts for nobody in particular. */
export function personOf({ actor }: Ask): UserId | undefined {
  return actor.kind === 'user' ? actor.id : undefined
}

/** Somebody whom an incident could be given to, or who could be called: of a test only the one who asked for it. */
export function somebodyElse(state: IncidentState, ask: Ask): UserId {
  const { testOf } = state.record
  if (testOf) return testOf
  const self = personOf(ask)
  for (const user of ask.directory.users.values())
    if (user.isActive && user.id !== self && user.id !== state.response.owner) return user.id
  return self ?? ('' as UserId)
}
