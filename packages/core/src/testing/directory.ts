/** A small organisation with full defaults: a test names only what it is about. */
import type {
  ContactId,
  EventRuleId,
  PolicyId,
  ScheduleId,
  ServiceId,
  SourceId,
  TeamId,
  UserId,
} from '../kernel/brand.ts'
import type { Urgency } from '../kernel/scales.ts'
import type {
  Contact,
  Directory,
  EventRule,
  NotificationRule,
  Service,
  Settings,
  Source,
  Team,
  User,
} from '../people/directory.ts'
import type { PageTarget, Policy, PolicyStep } from '../people/policy.ts'
import type { Schedule } from '../people/schedule.ts'
import { DEFAULT_HIGH_URGENCY, DEFAULT_MATRIX } from '../prioritise/matrix.ts'
import { ms } from './time.ts'

export const ANA = 'ana' as UserId
export const BOB = 'bob' as UserId
export const CAROL = 'carol' as UserId
/** The admin, who is called when a policy is exhausted. */
export const ROOT = 'root' as UserId
export const API = 'api' as ServiceId
export const MONITOR = 'monitor' as SourceId

/** The contact `mail` is the account's own address; every other one is an address of its channel's name. */
export function aContact(id: string, changes: Partial<Contact> = {}): Contact {
  return {
    id: id as ContactId,
    channel: id === 'mail' ? 'email' : id,
    to: `address of ${id}`,
    isVerified: true,
    ...changes,
  }
}

/** `aRule('5m', 'hook')`: five minutes after the page, of high urgency. */
export function aRule(after: string, contact: string, urgency: Urgency = 'high'): NotificationRule {
  return { urgency, afterMs: ms(after), contact: contact as ContactId }
}

/** A responder with one address, who is mailed at once whatever the urgency. */
export function aUser(id: string, changes: Partial<User> = {}): User {
  const email = `${id}@example.com`
  return {
    id: id as UserId,
    email,
    name: id.charAt(0).toUpperCase() + id.slice(1),
    role: 'responder',
    zone: 'UTC',
    isActive: true,
    contacts: [aContact('mail', { to: email })],
    rules: [aRule('0m', 'mail'), aRule('0m', 'mail', 'low')],
    ...changes,
  }
}

/** A user with these contacts beside mail, and rules of high urgency as `{ mail: '0m', hook: '5m' }`. */
export function aUserWithRules(id: string, rules: Record<string, string>): User {
  const others = Object.keys(rules).filter((contact) => contact !== 'mail')
  return aUser(id, {
    contacts: [aContact('mail', { to: `${id}@example.com` }), ...others.map((contact) => aContact(contact))],
    rules: Object.entries(rules).map(([contact, after]) => aRule(after, contact)),
  })
}

export function user(id: string): PageTarget {
  return { kind: 'user', id: id as UserId }
}

export function schedule(id: string): PageTarget {
  return { kind: 'schedule', id: id as ScheduleId }
}

export function team(id: string): PageTarget {
  return { kind: 'team', id: id as TeamId }
}

/** `aStep('5m', 'ana', schedule('primary'))`: a bare name is a user. */
export function aStep(after: string, ...targets: (PageTarget | string)[]): PolicyStep {
  return { afterMs: ms(after), targets: targets.map((target) => (typeof target === 'string' ? user(target) : target)) }
}

export function aPolicy(steps: PolicyStep[], changes: Partial<Policy> = {}): Policy {
  return { id: 'main' as PolicyId, name: 'Main', version: 1, repeat: 0, repeatAfterMs: ms('5m'), steps, ...changes }
}

/** One person, round the clock; nobody when no name is given. */
export function aSchedule(id: string, ...people: string[]): Schedule {
  const turns = people.length > 0 ? [people as UserId[]] : []
  const layer = {
    zone: 'UTC',
    every: { count: 1, unit: 'week' as const },
    anchor: '2026-01-05T09:00',
    turns,
    restrictions: [],
  }
  return { id: id as ScheduleId, name: id, zone: 'UTC', layers: [layer], overrides: [] }
}

export function aTeam(id: string, ...members: string[]): Team {
  return { id: id as TeamId, name: id, members: members as UserId[] }
}

export function aService(id: string, changes: Partial<Service> = {}): Service {
  return { id: id as ServiceId, name: `The ${id}`, policy: 'main' as PolicyId, isActive: true, ...changes }
}

export function aSource(id: string, changes: Partial<Source> = {}): Source {
  return {
    id: id as SourceId,
    name: `The ${id}`,
    system: 'json',
    service: API,
    isActive: true,
    groupBy: [],
    resolvesWhenClear: true,
    quietPeriodMs: ms('5m'),
    defaultSeverity: 'high',
    ...changes,
  }
}

/** A rule that is asked about every alert and does nothing. */
export function anEventRule(id: string, changes: Partial<EventRule> = {}): EventRule {
  return {
    id: id as EventRuleId,
    name: `The ${id}`,
    isActive: true,
    condition: '',
    zone: 'UTC',
    actions: {},
    stops: false,
    ...changes,
  }
}

export const SETTINGS: Settings = {
  matrix: DEFAULT_MATRIX,
  highUrgency: DEFAULT_HIGH_URGENCY,
  defaultScope: 'department',
  reopenWindowMs: ms('1h'),
  repeatAfterMs: ms('5m'),
  exhaustedRepeatMs: ms('30m'),
}

export interface World {
  users: User[]
  teams: Team[]
  services: Service[]
  schedules: Schedule[]
  policies: Policy[]
  sources: Source[]
  eventRules: EventRule[]
  settings: Partial<Settings>
}

/** Ana is paged at once, Bob after five minutes; five minutes later the policy is exhausted and Root is called. */
const DEFAULTS: World = {
  users: [aUser('ana'), aUser('bob'), aUser('carol'), aUser('root', { role: 'admin' })],
  teams: [],
  services: [aService('api')],
  schedules: [],
  policies: [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob')])],
  sources: [aSource('monitor')],
  eventRules: [],
  settings: {},
}

/** Users that are named replace those of the same id; every other list is replaced whole. */
export function aDirectory(changes: Partial<World> = {}): Directory {
  const world = { ...DEFAULTS, ...changes }
  return {
    version: 1,
    users: byId([...DEFAULTS.users, ...(changes.users ?? [])]),
    teams: byId(world.teams),
    services: byId(world.services),
    schedules: byId(world.schedules),
    policies: byId(world.policies),
    sources: byId(world.sources),
    eventRules: world.eventRules,
    settings: { ...SETTINGS, ...world.settings },
  }
}

function byId<Id extends string, T extends { id: Id }>(items: readonly T[]): ReadonlyMap<T['id'], T> {
  return new Map(items.map((item) => [item.id, item]))
}
