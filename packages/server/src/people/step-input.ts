/** A step of a policy as it is written: `{ after: 5m, page: [{ schedule: … }], level: L2, only: { priority: [P1] } }`. */
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import { compileCondition } from '@tocsin/adapters/rules/incident-condition.ts'
import type {
  DurationMs,
  PolicyId,
  ScheduleId,
  ServiceId,
  TeamId,
  UserId,
  VendorId,
} from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { LEVELS, PRIORITIES } from '@tocsin/core/kernel/scales.ts'
import type { PageTarget, PolicyStep, StepCondition } from '@tocsin/core/people/policy.ts'
import type { z } from 'zod'
import { unknownChannel } from '../shell/config/channel-configuration.ts'
import type { Document, NameUser } from '../shell/config/config-kind.ts'
import { formatDuration } from '../shell/config/duration.ts'
import {
  duration,
  form,
  idField,
  list,
  oneOf,
  personField,
  switchField,
  text,
  wholeNumber,
  zoneField,
} from '../shell/config/fields.ts'
import {
  checkPerson,
  checkReference,
  type FieldProblem,
  findUserId,
  type References,
} from '../shell/config/references.ts'
import { describeHours, hoursField, windowsOf } from './hours-field.ts'

const A_TARGET = 'exactly one of schedule, user, team, policy, vendor and channel'

const targetInput = form({
  schedule: idField('payments-primary').optional(),
  /** With a schedule: whoever is next on call is paged too. */
  and_next: switchField.optional(),
  user: personField.optional(),
  team: idField('payments').optional(),
  /** Its steps take this one's place. */
  policy: idField('platform').optional(),
  vendor: idField('database-support').optional(),
  channel: form({
    name: text('a channel', 'slack', 50),
    to: text('a place in it', 'C012AB3CD', 2048),
  }).optional(),
})
  .refine(({ and_next: _, ...target }) => Object.values(target).filter((name) => name !== undefined).length === 1, {
    error: `expected ${A_TARGET}`,
  })
  .refine(({ and_next, schedule }) => and_next !== true || schedule !== undefined, {
    error: 'expected a schedule beside and_next',
  })
type TargetInput = z.output<typeof targetInput>

const conditionInput = form({
  priority: list(oneOf(PRIORITIES), PRIORITIES.length).min(1, 'expected at least one priority').optional(),
  service: list(idField('payment-api'), LIMITS.servicesPerIncidentMax)
    .min(1, 'expected at least one service')
    .optional(),
  hours: form({
    zone: zoneField,
    within: hoursField.optional(),
    outside: hoursField.optional(),
  })
    .refine(({ within, outside }) => (within === undefined) !== (outside === undefined), {
      error: 'expected either within or outside',
    })
    .optional(),
  /** An expression that is true or false of the incident. */
  when: text('an expression', 'severity == "high" && services_added > 0', LIMITS.expressionCharsMax).optional(),
})

export const stepInput = form({
  /** Since the step before it fired; of the first step, since the incident was opened. */
  after: duration('5m').default(0 as DurationMs),
  /** Empty beside a level: nobody is named for it yet, and it is left out at once. */
  page: list(targetInput, LIMITS.targetsPerStepMax)
    .optional()
    .meta({ examples: [[{ schedule: 'payments-primary' }]] }),
  level: oneOf(LEVELS).optional(),
  only: conditionInput.optional(),
  /** The targets take turns: each incident goes to the next one. */
  round_robin: switchField.default(false),
  /** How many people have to acknowledge. */
  acknowledgements: wholeNumber(1, LIMITS.acksPerStepMax, 2).default(1),
  /** Pages only those for whom it is, or is not, working time. */
  people: oneOf(['at_work', 'off_work']).optional(),
})
export type StepInput = z.output<typeof stepInput>

const NOBODY =
  'names nobody: give at least one schedule, user, team, policy, vendor or channel, or the level that is still to be filled'

export function checkStep(step: StepInput, references: References, path: FieldProblem['path']): FieldProblem[] {
  const { page = [], level, only } = step
  const expression = only?.when === undefined ? undefined : compileCondition(only.when)
  return [
    ...(page.length === 0 && level === undefined ? [{ path: [...path, 'page'], problem: NOBODY }] : []),
    ...page.flatMap((target, index) => checkTarget(target, references, [...path, 'page', index])),
    ...(only?.service ?? []).flatMap((service, index) =>
      checkReference(references, 'services', service, [...path, 'only', 'service', index]),
    ),
    ...(expression && 'error' in expression
      ? [{ path: [...path, 'only', 'when'], problem: expression.error.message }]
      : []),
  ]
}

function checkTarget(target: TargetInput, references: References, path: FieldProblem['path']): FieldProblem[] {
  const { schedule, user, team, policy, vendor, channel } = target
  return [
    ...checkReference(references, 'schedules', schedule, [...path, 'schedule']),
    ...checkReference(references, 'teams', team, [...path, 'team']),
    ...checkReference(references, 'policies', policy, [...path, 'policy']),
    ...checkReference(references, 'vendors', vendor, [...path, 'vendor']),
    ...(user === undefined ? [] : checkPerson(references, user, [...path, 'user'])),
    ...(channel === undefined ? [] : checkPlace(channel, [...path, 'channel'])),
  ]
}

/** An address that its channel would refuse pages nobody: it is refused here, in the channel's own words. */
function checkPlace({ name, to }: { name: string; to: string }, path: FieldProblem['path']): FieldProblem[] {
  const channel = outChannels.get(name)
  if (!channel) return [{ path: [...path, 'name'], problem: unknownChannel(name) }]
  const problem = channel.checkAddress(to)
  return problem === undefined ? [] : [{ path: [...path, 'to'], problem }]
}

/** `key` names the step for ever: how often its turns were taken is counted under it. */
export function stepOf(step: StepInput, key: string, references: References): PolicyStep {
  const { after, page = [], level, only, round_robin, acknowledgements, people } = step
  return {
    afterMs: after,
    targets: page.flatMap((target) => targetOf(target, references)),
    ...(level && { level }),
    ...(only && { only: [conditionOf(only)] }),
    ...(round_robin && { turnKey: key }),
    ...(acknowledgements > 1 && { acks: acknowledgements }),
    ...(people && { people }),
  }
}

function conditionOf({ priority, service, hours, when }: z.output<typeof conditionInput>): StepCondition {
  return {
    ...(priority && { priorities: [...priority] }),
    ...(service && { services: service as ServiceId[] }),
    ...(hours && {
      hours: {
        zone: hours.zone,
        windows: windowsOf(hours.within ?? hours.outside ?? []),
        ...(hours.outside && { outside: true as const }),
      },
    }),
    ...(when !== undefined && { when }),
  }
}

function targetOf(target: TargetInput, references: References): PageTarget[] {
  const { schedule, and_next, user, team, policy, vendor, channel } = target
  if (schedule !== undefined)
    return [{ kind: 'schedule', id: schedule as ScheduleId, ...(and_next && { andNext: true as const }) }]
  if (team !== undefined) return [{ kind: 'team', id: team as TeamId }]
  if (policy !== undefined) return [{ kind: 'policy', id: policy as PolicyId }]
  if (vendor !== undefined) return [{ kind: 'vendor', id: vendor as VendorId }]
  if (channel !== undefined) return [{ kind: 'channel', id: channel.name, to: channel.to }]
  const id = user === undefined ? undefined : findUserId(references, user)
  return id === undefined ? [] : [{ kind: 'user', id: id as UserId }]
}

export function describeStep(step: PolicyStep, nameUser: NameUser): Document {
  const [only] = step.only ?? []
  return {
    after: formatDuration(step.afterMs),
    page: step.targets.map((target) => describeTarget(target, nameUser)),
    ...(step.level && { level: step.level }),
    ...(only && { only: describeCondition(only) }),
    ...(step.turnKey !== undefined && { round_robin: true }),
    ...(step.acks !== undefined && { acknowledgements: step.acks }),
    ...(step.people && { people: step.people }),
  }
}

function describeTarget(target: PageTarget, nameUser: NameUser): Document {
  switch (target.kind) {
    case 'user':
      return { user: nameUser(target.id) }
    case 'channel':
      return { channel: { name: target.id, to: target.to } }
    case 'schedule':
      return { schedule: target.id, ...(target.andNext && { and_next: true }) }
    default:
      return { [target.kind]: target.id }
  }
}

function describeCondition({ priorities, services, hours, when }: StepCondition): Document {
  return {
    ...(priorities && { priority: priorities }),
    ...(services && { service: services }),
    ...(hours && {
      hours: { zone: hours.zone, [hours.outside ? 'outside' : 'within']: describeHours(hours.windows) },
    }),
    ...(when !== undefined && { when }),
  }
}
