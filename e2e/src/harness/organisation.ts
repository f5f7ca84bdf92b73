/** The organisation of the tests: two people, one after the other on the escalation ladder. Keys are as good as random ones. */
export const KEYS = {
  am: 'am-key-0123456789abcdef0123456789abcdef',
  pd: 'pdkey0123456789abcdef0123456789a',
  json: 'json-key-0123456789abcdef0123456789abcd',
  beat: 'beat-key-0123456789abcdef0123456789abcd',
  api: 'api-key-0123456789abcdef0123456789abcdef',
}

/** Of Ana, and of everybody among `others`. Ben has none. */
export const PASSWORD = 'correct-horse-battery-staple'

export interface OrganisationOptions {
  smtpUrl: string
  /** The second step comes this long after the first. */
  secondStepAfter?: string
  hookUrl?: string
  groupBy?: string
  /** More people, who sign in as `<name in lower case>@example.com` and are paged by mail. */
  others?: { name: string; role: string }[]
  /** Of everybody: how long pages that follow another in a burst wait to go together. Most tests want each at once. */
  bundleSeconds?: number
}

export function organisationYaml({
  smtpUrl,
  secondStepAfter = '5m',
  hookUrl,
  groupBy = '[alertname]',
  others = [],
  bundleSeconds = 0,
}: OrganisationOptions): string {
  const hook = hookUrl
    ? `
      - { id: hook, channel: webhook, to: "${hookUrl}", secret: s3cret-of-ana }`
    : ''
  const hookRule = hookUrl ? '\n      - { urgency: high, after: 0m, contact: hook }' : ''
  return `version: 1
users:
  - email: ana@example.com
    name: Ana
    role: admin
    password: ${PASSWORD}
    zone: Asia/Tokyo
    bundle_seconds: ${bundleSeconds}
    contacts:
      - { id: mail, channel: email, to: ana@example.com }${hook}
    rules:
      - { urgency: high, after: 0m, contact: mail }${hookRule}
      - { urgency: low, after: 0m, contact: mail }
  - email: ben@example.com
    name: Ben
    role: responder
    zone: Europe/Berlin
    bundle_seconds: ${bundleSeconds}
    contacts:
      - { id: mail, channel: email, to: ben@example.com }
    rules:
      - { urgency: high, after: 0m, contact: mail }
      - { urgency: low, after: 0m, contact: mail }
${others.map((person) => personYaml(person, bundleSeconds)).join('')}teams:
  - { id: payments, name: Payments, members: [ana@example.com, ben@example.com] }
schedules:
  - id: payments-primary
    name: Payments primary
    layers:
      - { zone: Asia/Tokyo, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05, people: [ana@example.com] }
policies:
  - id: payments
    name: Payments
    repeat: 2
    steps:
      - { after: 0m, page: [{ schedule: payments-primary }] }
      - { after: ${secondStepAfter}, page: [{ user: ben@example.com }] }
services:
  - { id: payment-api, name: Payment API, team: payments, policy: payments }
sources:
  - { id: am, system: alertmanager, key: ${KEYS.am}, service: payment-api, group_by: ${groupBy} }
  - { id: pd, system: pagerduty-events, key: ${KEYS.pd}, service: payment-api }
  - { id: json, system: json, key: ${KEYS.json}, service: payment-api, map: { title: body.title, dedup_key: body.id, state: "body.ok ? 'resolved' : 'firing'", severity: body.level } }
  - { id: backup, system: heartbeat, key: ${KEYS.beat}, service: payment-api, every: 1h, grace: 10m }
api_keys:
  - { name: ci, key: ${KEYS.api}, role: admin }
channels:
  email: { url: "${smtpUrl}", from: tocsin@example.com }
`
}

function personYaml({ name, role }: { name: string; role: string }, bundleSeconds: number): string {
  const email = `${name.toLowerCase()}@example.com`
  return `  - email: ${email}
    name: ${name}
    role: ${role}
    password: ${PASSWORD}
    bundle_seconds: ${bundleSeconds}
    contacts:
      - { id: mail, channel: email, to: ${email} }
    rules:
      - { urgency: high, after: 0m, contact: mail }
      - { urgency: low, after: 0m, contact: mail }
`
}
