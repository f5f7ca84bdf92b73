/** A seeded organisation: people, schedules, policies, services and sources, small enough to be read and mixed enough to matter. */
import type {
  ContactId,
  DurationMs,
  PolicyId,
  ScheduleId,
  ServiceId,
  SourceId,
  TeamId,
  UserId,
} from '@tocsin/core/kernel/brand.ts'
import type {
  Contact,
  Directory,
  NotificationRule,
  Service,
  Source,
  Team,
  User,
} from '@tocsin/core/people/directory.ts'
import type { PageTarget, Policy } from '@tocsin/core/people/policy.ts'
import { DEFAULT_SETTINGS } from '@tocsin/server/people/default-settings.ts'
import { USUAL_CALENDAR } from '../scenario.ts'
import { hashText, Random } from '../world/random.ts'
import { createCalendars } from './calendars.ts'
import { withPolicyFeatures } from './policy-features.ts'
import { createSchedule, withOthers } from './schedules.ts'

const SECOND = 1_000
const MINUTE = 60_000

export const NAMES = ['ana', 'bob', 'carol', 'dan', 'eve', 'root'] as const

export function createOrganisation(random: Random, calendar = USUAL_CALENDAR): Directory {
  const users = NAMES.map((name) => createUser(random, name))
  const people = users.map((user) => user.id)
  const teams: Team[] = [{ id: 'team' as TeamId, name: 'Team', members: random.shuffle(people).slice(0, 2) }]
  const schedules = ['primary', 'secondary']
    .map((id) => createSchedule(random, id, people, calendar))
    .map((schedule) => withOthers(random, schedule))
  const policies = ['steep', 'gentle'].map((id) => createPolicy(random, id, people))
  const services = createServices(random, policies)
  return {
    version: 1,
    users: byId(users),
    teams: byId(teams),
    schedules: byId(schedules),
    policies: byId(policies),
    services: byId(services),
    sources: byId(createSources(random, services)),
    // Drawn by themselves, so that nothing else of the run is drawn otherwise for them.
    ...(calendar.hasCalendars && {
      calendars: createCalendars(new Random(hashText(JSON.stringify(schedules))), people, calendar.begin),
    }),
    eventRules: [],
    settings: {
      ...DEFAULT_SETTINGS,
      reopenWindowMs: random.pick([0, 30 * SECOND, 10 * MINUTE]) as DurationMs,
      exhaustedRepeatMs: (random.pick([60, 70, 90]) * SECOND) as DurationMs,
    },
  }
}

function byId<T extends { id: string }>(things: readonly T[]): Map<T['id'], T> {
  return new Map(things.map((thing) => [thing.id, thing]))
}

function createUser(random: Random, name: string): User {
  const email = `${name}@example.com`
  const all: Contact[] = [
    { id: 'mail' as ContactId, channel: 'email', to: email, isVerified: true },
    { id: 'hook' as ContactId, channel: 'webhook', to: `https://hooks.example.com/${name}`, isVerified: true },
    { id: 'push' as ContactId, channel: 'ntfy', to: `topic-${name}`, isVerified: random.chance(0.8) },
  ]
  const contacts = random.shuffle(all).slice(0, random.int(1, 3))
  return {
    id: name as UserId,
    email,
    name: name.charAt(0).toUpperCase() + name.slice(1),
    role: name === 'root' ? 'admin' : 'responder',
    zone: 'UTC',
    isActive: true,
    contacts,
    rules: random.chance(0.2) ? [] : contacts.flatMap((contact) => createRules(random, contact)),
  }
}

function createRules(random: Random, contact: Contact): NotificationRule[] {
  const afterMs = (random.pick([0, 0, 5, 20, 45]) * SECOND) as DurationMs
  const high: NotificationRule = { urgency: 'high', afterMs, contact: contact.id }
  return random.chance(0.5) ? [high, { urgency: 'low', afterMs: 0 as DurationMs, contact: contact.id }] : [high]
}

function createPolicy(random: Random, id: string, people: UserId[]): Policy {
  const target = (): PageTarget =>
    random.weighted<PageTarget>([
      [4, { kind: 'schedule', id: random.pick(['primary', 'secondary']) as ScheduleId }],
      [3, { kind: 'user', id: random.pick(people) }],
      [2, { kind: 'team', id: 'team' as TeamId }],
    ])
  const steps = Array.from({ length: random.int(1, 3) }, (_, index) => ({
    afterMs: ((index === 0 ? random.pick([0, 0, 0, 10]) : random.int(5, 40)) * SECOND) as DurationMs,
    targets: Array.from({ length: random.int(1, 2) }, target),
  }))
  return {
    id: id as PolicyId,
    name: id,
    version: 1,
    repeat: random.pick([0, 0, 1]),
    repeatAfterMs: (random.pick([60, 75]) * SECOND) as DurationMs,
    steps,
  }
}

function createServices(random: Random, policies: Policy[]): Service[] {
  return ['api', 'web', 'orphan'].map((id): Service => {
    const service = { id: id as ServiceId, name: `The ${id}`, isActive: true }
    return id === 'orphan' ? service : { ...service, policy: random.pick(policies).id }
  })
}

function createSources(random: Random, services: Service[]): Source[] {
  const source = (id: string, system: string, changes: Partial<Source> = {}): Source => ({
    id: id as SourceId,
    name: id,
    system,
    isActive: true,
    groupBy: random.pick([[], ['alertname'], ['alertname', 'host']]),
    resolvesWhenClear: random.chance(0.85),
    quietPeriodMs: (random.pick([0, 5, 25]) * SECOND) as DurationMs,
    defaultSeverity: random.pick(['high', 'medium', 'low']),
    ...(random.chance(0.85) && { service: random.pick(services).id }),
    ...(random.chance(0.3) && { groupWindowMs: (random.int(20, 90) * SECOND) as DurationMs }),
    ...changes,
  })
  const everyMs = (20 * SECOND) as DurationMs
  return [
    source('am', 'alertmanager'),
    source('prom', 'alertmanager'),
    source('pd', 'pagerduty-events'),
    source('form', 'json', {
      map: { title: 'body.title', dedup_key: 'body.id', state: 'body.state', severity: 'body.level' },
    }),
    source('backup', 'heartbeat', { everyMs, graceMs: (5 * SECOND) as DurationMs, groupBy: [] }),
  ]
}

/** The same directory with somebody deactivated, or back. The admin stays. */
export function withToggledUser(directory: Directory, random: Random): Directory {
  const user = random.pick([...directory.users.values()].filter((each) => each.role !== 'admin'))
  const users = new Map([...directory.users, [user.id, { ...user, isActive: !user.isActive }]])
  return { ...directory, version: directory.version + 1, users }
}

/** The same directory with a policy written anew; escalations that run keep the one that they started with. */
export function withChangedPolicy(directory: Directory, random: Random): Directory {
  const policy = random.pick([...directory.policies.values()])
  const written = createPolicy(random, policy.id, [...directory.users.keys()])
  const featured = withPolicyFeatures(written, random.fork(`features ${directory.version}`))
  const policies = new Map([...directory.policies, [policy.id, { ...featured, version: policy.version + 1 }]])
  return { ...directory, version: directory.version + 1, policies }
}
