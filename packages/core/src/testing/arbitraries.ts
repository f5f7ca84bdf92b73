/** Random organisations and random days of an incident, for properties. */
import fc from 'fast-check'
import type { IncidentCommand } from '../incident.ts'
import type { Actor } from '../kernel/actor.ts'
import type { AlertId, DurationMs, IncidentId, Instant, UserId } from '../kernel/brand.ts'
import { MINUTE, SECOND } from '../kernel/instant.ts'
import { PRIORITIES, SCOPES, SEVERITIES, SOURCE_SEVERITIES } from '../kernel/scales.ts'
import type { Directory, NotificationRule, User } from '../people/directory.ts'
import type { PageTarget, Policy, PolicyStep } from '../people/policy.ts'
import {
  API,
  aContact,
  aDirectory,
  aPolicy,
  aSchedule,
  aService,
  aSource,
  aTeam,
  aUser,
  MONITOR,
  schedule,
  team,
  user,
} from './directory.ts'
import { aDeclaration, anAlert, anOpening, page } from './story.ts'

/** Without a prototype an object would not be equal to itself after a way through JSON. */
function plain<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>
}

const minutes = (...counts: number[]) => fc.constantFrom(...counts.map((count) => (count * MINUTE) as DurationMs))

export const NAMES = ['ana', 'bob', 'carol', 'root'] as const
const people = fc.constantFrom(...([...NAMES, 'nobody'] as UserId[]))

/** At most one rule of each contact and urgency, so that each wake stands for one page. */
const rules: fc.Arbitrary<NotificationRule[]> = fc.uniqueArray(
  plain({
    urgency: fc.constantFrom('high' as const, 'low' as const),
    afterMs: minutes(0, 0, 1, 5, 12, 40),
    contact: fc.constantFrom(aContact('mail').id, aContact('hook').id, aContact('sms').id),
  }),
  { maxLength: 5, selector: (rule) => `${rule.urgency} ${rule.contact}` },
)

function users(name: string): fc.Arbitrary<User> {
  const role = name === 'root' ? ('admin' as const) : ('responder' as const)
  const contacts = fc.subarray([
    aContact('mail', { to: `${name}@example.com` }),
    aContact('hook'),
    aContact('sms', { isVerified: false }),
  ])
  const isActive = fc.constantFrom(true, true, true, false)
  return plain({ rules, contacts, isActive }).map((changes) => aUser(name, { role, ...changes }))
}

const targets: fc.Arbitrary<PageTarget> = fc.constantFrom(
  ...[...NAMES, 'nobody'].map(user),
  ...['empty', 'primary', 'gone'].map(schedule),
  ...['crew', 'gone'].map(team),
)
const steps: fc.Arbitrary<PolicyStep> = plain({
  afterMs: minutes(0, 0, 1, 5, 30),
  targets: fc.array(targets, { maxLength: 3 }),
})
const policies: fc.Arbitrary<Policy> = plain({
  steps: fc.array(steps, { maxLength: 4 }),
  repeat: fc.nat(3),
  repeatAfterMs: minutes(0, 1, 5),
}).map(({ steps, ...changes }) => aPolicy(steps, changes))

/** One organisation before and after somebody changed it. */
export const directories: fc.Arbitrary<[Directory, Directory]> = fc.tuple(directoriesOnce(), directoriesOnce())

function directoriesOnce(): fc.Arbitrary<Directory> {
  return plain({
    users: fc.tuple(...NAMES.map(users)),
    policy: policies,
    hasPolicy: fc.constantFrom(true, true, true, false),
    onCall: fc.subarray(['ana', 'bob', 'carol']),
    members: fc.subarray([...NAMES]),
    resolvesWhenClear: fc.boolean(),
    quietPeriodMs: minutes(0, 5),
    exhaustedRepeatMs: minutes(0, 30),
    hasSource: fc.constantFrom(true, true, true, false),
  }).map((world) =>
    aDirectory({
      users: world.users,
      policies: world.hasPolicy ? [world.policy] : [],
      services: [aService('api')],
      schedules: [aSchedule('empty'), aSchedule('primary', ...world.onCall)],
      teams: [aTeam('crew', ...world.members)],
      sources: world.hasSource
        ? [aSource('monitor', { resolvesWhenClear: world.resolvesWhenClear, quietPeriodMs: world.quietPeriodMs })]
        : [],
      settings: { exhaustedRepeatMs: world.exhaustedRepeatMs },
    }),
  )
}

const alerts = fc.array(
  plain({
    id: fc.constantFrom('a', 'b', 'c'),
    episode: fc.integer({ min: 1, max: 4 }),
    severity: fc.constantFrom(...SOURCE_SEVERITIES),
    service: fc.constantFrom(API, 'web' as typeof API, undefined),
  }).map(({ id, service, ...changes }) => anAlert(id, { ...changes, ...(service && { service }) })),
  { minLength: 1, maxLength: 3 },
)

export const openings: fc.Arbitrary<IncidentCommand> = fc.oneof(
  { weight: 6, arbitrary: alerts.map((each) => anOpening({ alerts: each })) },
  { weight: 1, arbitrary: fc.constant(anOpening({ testOf: 'carol' as UserId, because: 'test_requested' })) },
  { weight: 1, arbitrary: fc.constantFrom(...SEVERITIES).map((severity) => ({ ...aDeclaration(), severity })) },
)

/** A command that the state of affairs has a say in: which page is reported on, until when. */
export type Act = (now: Instant, pagesCount: number) => IncidentCommand

const always =
  (command: IncidentCommand): Act =>
  () =>
    command

const taking: fc.Arbitrary<Act> = fc.oneof(
  fc.option(people, { nil: undefined }).map((by) => always({ type: 'Acknowledge', ...(by && { by }) })),
  people.map((each) => always({ type: 'Reassign', user: each })),
  people.map((each) => always({ type: 'PageResponder', user: each })),
  fc.integer({ min: 0, max: 120 }).map(
    (count): Act =>
      (now) => ({ type: 'Snooze', until: (now + count * MINUTE) as Instant }),
  ),
  fc
    .option(fc.integer({ min: -1, max: 4 }), { nil: undefined })
    .map((toStep) => always({ type: 'EscalateNow', ...(toStep !== undefined && { toStep }) })),
)

const outcomes = fc.constantFrom('handed_over' as const, 'gave_up' as const, 'gave_up' as const, 'will_retry' as const)
const reports: fc.Arbitrary<Act> = fc.tuple(fc.nat(5), outcomes).map(
  ([back, outcome]): Act =>
    (now, pagesCount) => {
      const failure = { code: 'refused', cause: 'no' }
      const result =
        outcome === 'handed_over'
          ? { outcome }
          : outcome === 'gave_up'
            ? { outcome, ...failure }
            : { outcome, ...failure, retryAt: now }
      return { type: 'RecordAttempt', page: page(Math.max(1, pagesCount - back)), attempt: 1, result }
    },
)

const signals: fc.Arbitrary<Act> = fc.oneof(
  alerts.map((each) => always({ type: 'AttachAlerts', alerts: each, because: 'joined_open_group' })),
  alerts.map((each) =>
    always({
      type: 'ClearAlerts',
      alerts: each.map(({ id, episode }) => ({ id: id as AlertId, episode })),
      because: 'recovered',
    }),
  ),
)

const judging: fc.Arbitrary<Act> = fc.oneof(
  fc.constantFrom(...SEVERITIES).map((severity) => always({ type: 'Classify', severity, because: 'set_by_hand' })),
  fc.constantFrom(...SCOPES).map((scope) => always({ type: 'Classify', scope, because: 'set_by_hand' })),
  fc.constantFrom(...PRIORITIES).map((priority) => always({ type: 'OverridePriority', priority, reason: 'so' })),
  fc
    .constantFrom<IncidentCommand>(
      { type: 'AddNote', text: 'hm' },
      { type: 'EditNote', note: 12, text: 'hm!' },
      { type: 'DeleteNote', note: 12 },
      { type: 'EditIncident', title: 'Other' },
      { type: 'ReleaseGroup', because: 'group_window_passed' },
      { type: 'RecordDelivery', page: page(1) },
    )
    .map(always),
)

const ending: fc.Arbitrary<Act> = fc
  .constantFrom<IncidentCommand>(
    { type: 'Mitigate', workaround: 'restarted' },
    { type: 'Restore', quietMs: (5 * MINUTE) as DurationMs, because: 'said_by_responder' },
    { type: 'Resolve', because: 'said_by_responder' },
    { type: 'Reopen', because: 'said_by_responder' },
    { type: 'Reopen', because: 'said_by_responder' },
  )
  .map(always)

const closing: fc.Arbitrary<Act> = fc
  .constantFrom<IncidentCommand>({ type: 'Close', reason: 'done' }, { type: 'Decline', reason: 'a wish' })
  .map(always)

const episodes = fc.uniqueArray(
  plain({ id: fc.constantFrom('a', 'b', 'd'), episode: fc.integer({ min: 1, max: 4 }) }).map(({ id, episode }) => ({
    id: id as AlertId,
    episode,
  })),
  { maxLength: 3, selector: ({ id }) => id },
)

/** Halves of merges with an incident that is not looked at here. */
const merging: fc.Arbitrary<Act> = fc.oneof(
  fc.constant(always({ type: 'Merge', into: 'INC-2026-000009' as IncidentId })),
  fc
    .tuple(episodes, fc.constantFrom(...SEVERITIES), fc.constantFrom(...SCOPES), fc.nat(3))
    .map(([all, severity, scope, fires]) =>
      always({
        type: 'Absorb',
        ...{ from: 'INC-2026-000008' as IncidentId, title: 'Other', responders: ['carol' as UserId], severity, scope },
        ...{ firing: all.slice(0, fires), cleared: all.slice(fires), services: ['web' as typeof API] },
      }),
    ),
  fc
    .tuple(episodes, fc.nat(3))
    .map(([all, fires]) => always({ type: 'Unmerge', firing: all.slice(0, fires), cleared: all.slice(fires) })),
  fc
    .subarray(['a', 'b', 'c', 'd'])
    .map((ids) => always({ type: 'SplitOff', to: 'INC-2026-000008' as IncidentId, alerts: ids as AlertId[] })),
)

const acts = fc.oneof(
  { weight: 8, arbitrary: taking },
  { weight: 8, arbitrary: reports },
  { weight: 6, arbitrary: signals },
  { weight: 3, arbitrary: judging },
  { weight: 3, arbitrary: ending },
  { weight: 1, arbitrary: closing },
  { weight: 2, arbitrary: merging },
)

const actors: fc.Arbitrary<Actor> = fc.oneof(
  fc
    .constantFrom(...(NAMES as readonly string[]))
    .map((id): Actor => ({ kind: 'user', id: id as UserId, via: 'link' })),
  fc.constantFrom<Actor>(
    { kind: 'source', id: MONITOR },
    { kind: 'key', name: 'ci' },
    { kind: 'system', part: 'outbox' },
  ),
)

export interface Moment {
  waitMs: DurationMs
  act: Act
  actor: Actor
  /** From now on the organisation is the other one. */
  isReorganised: boolean
  /** A wake from the past comes once more; which one, counted back. */
  staleWake: number
  /** Nothing ran while time passed: what came due fires late. */
  isLate: boolean
}

export const days: fc.Arbitrary<Moment[]> = fc.array(
  plain({
    waitMs: fc.constantFrom(...[0, 0, 1, 60, 299, 300, 301, 1800, 3600].map((s) => (s * SECOND) as DurationMs)),
    act: acts,
    actor: actors,
    isReorganised: fc.constantFrom(false, false, false, false, false, true),
    staleWake: fc.nat(10),
    isLate: fc.constantFrom(false, false, false, true),
  }),
  { maxLength: 30 },
)
