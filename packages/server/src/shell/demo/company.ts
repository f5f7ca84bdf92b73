/** The company of the demo: Kiteline, a market place that does not exist, with its people, teams, schedules, services and sources. */
import { hash } from 'node:crypto'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { DemoWorld } from '../../people/accounts.ts'
import type { DemoSettings } from './demo-folder.ts'

export const COMPANY = 'Kiteline'
/** `.example` belongs to nobody (RFC 2606). */
export const DOMAIN = 'kiteline.example'
/** What the phones of the demo's people are called at. */
export const PHONES_URL = `https://push.${DOMAIN}/`

export type Person = keyof typeof PEOPLE
export type TeamId = 'payments' | 'shop' | 'platform' | 'data'

export interface PersonSpec {
  name: string
  role: 'admin' | 'manager' | 'responder' | 'reporter' | 'viewer'
  zone: string
  team?: TeamId
}

const BERLIN = 'Europe/Berlin'
const LONDON = 'Europe/London'

export const PEOPLE = {
  mira: { name: 'Mira Novak', role: 'admin', zone: BERLIN, team: 'payments' },
  jonas: { name: 'Jonas Weber', role: 'responder', zone: BERLIN, team: 'payments' },
  priya: { name: 'Priya Raman', role: 'responder', zone: BERLIN, team: 'payments' },
  tomas: { name: 'Tomás Ferreira', role: 'responder', zone: 'Europe/Lisbon', team: 'payments' },
  hannah: { name: 'Hannah Okafor', role: 'responder', zone: LONDON, team: 'shop' },
  liam: { name: 'Liam Byrne', role: 'responder', zone: LONDON, team: 'shop' },
  sofia: { name: 'Sofia Lindqvist', role: 'responder', zone: 'Europe/Stockholm', team: 'shop' },
  emil: { name: 'Emil Sørensen', role: 'admin', zone: BERLIN, team: 'platform' },
  ayse: { name: 'Ayşe Demir', role: 'responder', zone: BERLIN, team: 'platform' },
  dana: { name: 'Dana Whitfield', role: 'responder', zone: 'America/New_York', team: 'platform' },
  kenji: { name: 'Kenji Mori', role: 'responder', zone: 'Asia/Tokyo', team: 'platform' },
  lucas: { name: 'Lucas Martin', role: 'responder', zone: 'Europe/Paris', team: 'data' },
  nora: { name: 'Nora Haddad', role: 'responder', zone: 'Europe/Paris', team: 'data' },
  viktor: { name: 'Viktor Hale', role: 'manager', zone: BERLIN },
  grace: { name: 'Grace Obi', role: 'reporter', zone: LONDON },
  ines: { name: 'Ines Costa', role: 'viewer', zone: 'Europe/Lisbon' },
} as const satisfies Record<string, PersonSpec>

export function emailOf(person: Person): string {
  return `${person}@${DOMAIN}`
}

export function specOf(person: Person): PersonSpec {
  return PEOPLE[person]
}

export function membersOf(team: TeamId): Person[] {
  return (Object.keys(PEOPLE) as Person[]).filter((person) => specOf(person).team === team)
}

/** Whom a visitor signs in as: on call for payments, and an admin who may look everywhere. */
export const VISITOR: Person = 'mira'

/** As whom one may look around; the first is the visitor. */
export function describeWorld({ password }: DemoSettings): DemoWorld {
  const as = (person: Person, part: DemoWorld['people'][number]['part']) => ({
    ...{ email: emailOf(person), name: specOf(person).name, part },
  })
  return {
    company: COMPANY,
    password,
    people: [as(VISITOR, 'on_call'), as('hannah', 'colleague'), as('viktor', 'lead'), as('ines', 'viewer')],
  }
}

export interface ServiceSpec {
  name: string
  description: string
  team: TeamId
}

export const SERVICES = {
  'payment-api': {
    name: 'Payment API',
    team: 'payments',
    description: 'Authorises and captures cards, wallets and invoices',
  },
  checkout: { name: 'Checkout', team: 'payments', description: 'Basket to paid order' },
  ledger: { name: 'Ledger', team: 'payments', description: 'Double-entry books and settlement runs' },
  'orders-db': { name: 'Orders database', team: 'platform', description: 'PostgreSQL, one primary and two replicas' },
  storefront: { name: 'Storefront', team: 'shop', description: 'Web shop, server-rendered' },
  'mobile-api': { name: 'Mobile API', team: 'shop', description: 'What the apps for iOS and Android talk to' },
  search: { name: 'Search', team: 'shop', description: 'Index and ranking of 4 million offers' },
  catalogue: { name: 'Catalogue', team: 'shop', description: 'Offers, prices, stock' },
  identity: { name: 'Identity', team: 'platform', description: 'Sign-in, sessions and second factors' },
  notifications: { name: 'Mail and push', team: 'platform', description: 'Receipts, shipping news, app messages' },
  edge: { name: 'Edge', team: 'platform', description: 'Load balancers, CDN and certificates' },
  cluster: { name: 'Kubernetes', team: 'platform', description: 'Three production clusters' },
  warehouse: { name: 'Data warehouse', team: 'data', description: 'Nightly loads and the reports of finance' },
} as const satisfies Record<string, ServiceSpec>

export type ServiceId = keyof typeof SERVICES

export const SOURCES = [
  'prometheus',
  'grafana',
  'cloudwatch',
  'batch',
  'desk',
  'uptime',
  'nightly-backup',
  'settlement-run',
  'github',
] as const
export type SourceName = (typeof SOURCES)[number]

/** The key of a source, and what its sender signs with: random, for the seed is. */
export function keyOf({ keySeed }: Pick<DemoSettings, 'keySeed'>, source: SourceName): string {
  return hash('sha256', `${keySeed} key ${source}`).slice(0, 32)
}

export function secretOf({ keySeed }: Pick<DemoSettings, 'keySeed'>, source: SourceName): string {
  return hash('sha256', `${keySeed} secret ${source}`)
}

/** The company as a configuration file; JSON is YAML. */
export function companyFile(settings: DemoSettings, mailServer: string): string {
  return JSON.stringify({
    version: 1,
    users: (Object.keys(PEOPLE) as Person[]).map((person) => userOf(person, settings.password)),
    teams: (['payments', 'shop', 'platform', 'data'] as const).map((id) => ({
      ...{ id, name: TEAM_NAMES[id], members: membersOf(id).map(emailOf) },
    })),
    schedules: schedulesOf(settings.madeAt),
    policies: POLICIES,
    services: Object.entries(SERVICES).map(([id, { name, description, team }]) => ({
      ...{ id, name, description, team, policy: team },
    })),
    sources: sourcesOf(settings),
    channels: { email: { url: mailServer, from: `tocsin@${DOMAIN}` } },
  })
}

const TEAM_NAMES: Record<TeamId, string> = { payments: 'Payments', shop: 'Shop', platform: 'Platform', data: 'Data' }

function userOf(person: Person, password: string) {
  const { name, role, zone } = specOf(person)
  const pages = { urgency: 'high', after: '0m', contact: 'phone' }
  return {
    ...{ email: emailOf(person), name, role, zone, password },
    contacts: [
      { id: 'phone', channel: 'webhook', to: `${PHONES_URL}${person}` },
      { id: 'mail', channel: 'email', to: emailOf(person) },
    ],
    rules: [pages, { urgency: 'high', after: '2m', contact: 'mail' }, { urgency: 'low', after: '0m', contact: 'mail' }],
  }
}

/** Weeks from the first turn to the making of the demo: a multiple of all rotations, and longer than any history. */
const WEEKS_BEFORE = 24

/** The Monday of the week in which the demo was made: whoever is first in a rotation is on call then. */
function firstMonday(madeAt: Instant): string {
  const local = Temporal.Instant.fromEpochMilliseconds(madeAt).toZonedDateTimeISO(BERLIN).subtract({ hours: 9 })
  return local
    .toPlainDate()
    .subtract({ days: local.dayOfWeek - 1, weeks: WEEKS_BEFORE })
    .toString()
}

const ALL_DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const WORKDAYS = ALL_DAYS.slice(0, 5)

function schedulesOf(madeAt: Instant) {
  const start = firstMonday(madeAt)
  const weekly = (zone: string, handoff: string, people: readonly Person[], more: object = {}) => ({
    ...{ zone, every: '1 week', handoff, start, people: people.map(emailOf), ...more },
  })
  const daily = (from: string, to: string, days = ALL_DAYS) => ({ restrictions: [{ days, from, to }] })
  return [
    {
      id: 'payments-primary',
      name: 'Payments primary',
      layers: [weekly(BERLIN, 'Mon 09:00', ['mira', 'jonas', 'priya', 'tomas'])],
    },
    {
      id: 'payments-secondary',
      name: 'Payments secondary',
      // Two turns behind, so that nobody has a week in the second row right before or after one in the first.
      layers: [weekly(BERLIN, 'Mon 09:00', ['priya', 'tomas', 'mira', 'jonas'])],
    },
    { id: 'shop-primary', name: 'Shop primary', layers: [weekly(LONDON, 'Wed 10:00', ['hannah', 'liam', 'sofia'])] },
    {
      id: 'platform',
      name: 'Platform, follow the sun',
      layers: [
        weekly(BERLIN, 'Mon 08:00', ['ayse', 'emil'], { name: 'In between' }),
        weekly(BERLIN, 'Mon 08:00', ['ayse', 'emil'], { name: 'Europe', ...daily('08:00', '16:00') }),
        weekly('America/New_York', 'Mon 10:00', ['dana'], { name: 'America', ...daily('10:00', '18:00', WORKDAYS) }),
        weekly('Asia/Tokyo', 'Mon 08:00', ['kenji'], { name: 'Asia', ...daily('08:00', '16:00', WORKDAYS) }),
      ],
    },
    {
      id: 'data-hours',
      name: 'Data, working hours',
      layers: [weekly('Europe/Paris', 'Mon 09:00', ['lucas', 'nora'], daily('09:00', '18:00', WORKDAYS))],
    },
  ]
}

const POLICIES = [
  {
    ...{ id: 'payments', name: 'Payments', repeat: 2, repeat_after: '5m' },
    steps: [
      { after: '0m', page: [{ schedule: 'payments-primary' }] },
      { after: '5m', page: [{ schedule: 'payments-secondary' }] },
      { after: '10m', page: [{ user: emailOf('viktor') }] },
    ],
  },
  {
    ...{ id: 'shop', name: 'Shop', repeat: 1, repeat_after: '10m' },
    steps: [
      { after: '0m', page: [{ schedule: 'shop-primary' }] },
      { after: '10m', page: [{ team: 'shop' }] },
    ],
  },
  {
    ...{ id: 'platform', name: 'Platform', repeat: 1, repeat_after: '10m' },
    steps: [
      { after: '0m', page: [{ schedule: 'platform' }] },
      { after: '10m', page: [{ team: 'platform' }] },
    ],
  },
  {
    ...{ id: 'data', name: 'Data', repeat: 1, repeat_after: '30m' },
    steps: [
      { after: '0m', page: [{ schedule: 'data-hours' }] },
      { after: '30m', page: [{ team: 'data' }] },
    ],
  },
]

function sourcesOf(settings: DemoSettings) {
  const source = (id: SourceName, name: string, system: string, more: object) => ({
    ...{ id, name, system, key: keyOf(settings, id), ...more },
  })
  return [
    source('prometheus', 'Prometheus', 'alertmanager', { group_by: ['alertname', 'service'], quiet_period: '10m' }),
    source('grafana', 'Grafana', 'grafana', { group_by: ['alertname', 'service'], quiet_period: '5m' }),
    source('cloudwatch', 'CloudWatch', 'aws-cloudwatch', {
      quiet_period: '5m',
      secret: secretOf(settings, 'cloudwatch'),
    }),
    source('batch', 'Batch jobs', 'pagerduty-events', { service: 'ledger', quiet_period: '5m' }),
    source('desk', 'Service desk', 'json', {
      resolves_when_clear: false,
      map: {
        title: 'body.subject',
        description: 'body.text',
        dedup_key: 'body.ticket',
        state: "body.open ? 'firing' : 'resolved'",
        severity: 'body.urgency',
        labels: "{'service': body.service, 'customer': body.customer}",
      },
    }),
    source('uptime', 'Uptime checks', 'uptime-kuma', { quiet_period: '5m' }),
    source('nightly-backup', 'Nightly backup', 'heartbeat', { service: 'orders-db', every: '24h', grace: '1h' }),
    source('settlement-run', 'Settlement run', 'heartbeat', { service: 'ledger', every: '24h', grace: '45m' }),
    source('github', 'GitHub', 'github', { secret: secretOf(settings, 'github') }),
  ]
}
