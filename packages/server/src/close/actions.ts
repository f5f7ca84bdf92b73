import type { IncidentCommand } from '@tocsin/core/incident.ts'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { z } from 'zod'
import { defineAction, type IncidentAction, optionalBody, personOf } from '../shell/engine/incident-action.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { mergeIncidents, unmergeIncident } from './merge-incidents.ts'

const body = z.strictObject({ reason: textSchema(LIMITS.textCharsMax).default('').describe('Why; it is required.') })

export const closeActions: readonly IncidentAction[] = [
  defineAction({
    name: 'close',
    path: 'close',
    summary: 'Close a resolved incident',
    permission: 'incident.close',
    body,
    command: ({ reason }, ask) => ({ type: 'Close', reason, ...byOf(personOf(ask)) }),
    probe: () => ({ type: 'Close', reason: 'x' }),
  }),
  defineAction({
    name: 'decline',
    path: 'decline',
    summary: 'Decline it: it is a service request and no incident',
    permission: 'incident.close',
    body,
    command: ({ reason }, ask) => ({ type: 'Decline', reason, ...byOf(personOf(ask)) }),
    probe: () => ({ type: 'Decline', reason: 'x' }),
  }),
  defineAction({
    name: 'merge',
    path: 'merge',
    summary: 'Merge it into another incident',
    description:
      'Its alerts, and those of its group that still come, go on in the other one; whoever worked on it helps there. It ends, and nobody is paged for it any more.',
    permission: 'incident.close',
    body: z.strictObject({
      into: textSchema(40)
        .describe('The incident that goes on.')
        .meta({ examples: ['INC-2026-000123'] }),
      reason: textSchema(LIMITS.textCharsMax).optional(),
    }),
    command: ({ into, reason }, ask) => ({
      ...{ type: 'Merge', into: into as IncidentId },
      ...(reason && { reason }),
      ...byOf(personOf(ask)),
    }),
    carryOut: (unit, id, command, asker) => mergeIncidents(unit, id, only(command, 'Merge'), asker),
    probe: () => ({ type: 'Merge', into: '' as IncidentId }),
  }),
  defineAction({
    name: 'unmerge',
    path: 'unmerge',
    summary: 'Take it out of the incident that it was merged into',
    description: 'What it had brought along comes back with it; alerts that came later stay where they are.',
    permission: 'incident.close',
    body: optionalBody({ reason: textSchema(LIMITS.textCharsMax).optional() }),
    command: ({ reason }) => ({ type: 'Unmerge', firing: [], cleared: [], ...(reason && { reason }) }),
    carryOut: (unit, id, command, asker) => unmergeIncident(unit, id, only(command, 'Unmerge'), asker),
    probe: () => ({ type: 'Unmerge', firing: [], cleared: [] }),
  }),
]

/** The command that the same action made. */
function only<Type extends IncidentCommand['type']>(command: IncidentCommand, type: Type) {
  assert(command.type === type, `a command of the type ${type}`)
  return command as Extract<IncidentCommand, { type: Type }>
}

function byOf<T>(by: T | undefined): { by?: T } {
  return by === undefined ? {} : { by }
}
