import { stringify } from 'yaml'
import { SERVICES, serviceName } from './alerts.ts'
import { eventRules, inhibitions } from './quiet-rules.ts'

export const KEYS = {
  am: 'bench-am-key-0123456789abcdef0123456789',
  api: 'bench-api-key-0123456789abcdef0123456789',
}
/** Who is paged first, and signs in where a browser is measured. */
export const PERSON = 'bench@example.com'
/** Who is paged by the second step where that is measured. */
const SECOND_PERSON = 'second@example.com'
export const PASSWORD = 'bench-password-of-no-other-use'
export const HOOK_SECRET = 'bench-hook-secret'
/** Alerts that agree in these are one incident, and one notification of Alertmanager. */
export const GROUP_BY = ['alertname', 'service']

export interface OrganisationOptions {
  hasRules?: boolean
  hasDependants?: boolean
  /** The second step pages somebody else than the first, so that a page says that it fired. */
  hasSecondPerson?: boolean
  /** Where a chat like Telegram's is. */
  chat?: { url: string; token: string }
}

/**
 * The configuration file: 200 services whose policy pages one person over a webhook. The second step and the further pass are
 * an hour away, so that a run sees first pages alone.
 */
export function organisationYaml(
  hookUrl: string,
  { hasRules = false, hasDependants = false, hasSecondPerson = false, chat }: OrganisationOptions = {},
): string {
  const people = [PERSON, hasSecondPerson ? SECOND_PERSON : PERSON]
  return stringify({
    version: 1,
    users: [...new Set(people)].map((email) => ({
      ...{ email, name: 'Bench', role: 'responder' },
      ...(email === PERSON && { password: PASSWORD }),
      contacts: [{ id: 'hook', channel: 'webhook', to: `${hookUrl}/page`, secret: HOOK_SECRET }],
      rules: ['high', 'low'].map((urgency) => ({ urgency, after: '0m', contact: 'hook' })),
    })),
    teams: [{ id: 'bench', name: 'Bench', members: [PERSON] }],
    policies: [
      {
        id: 'bench',
        name: 'Bench',
        repeat: 1,
        repeat_after: '60m',
        steps: people.map((user, index) => ({ after: index === 0 ? '0m' : '60m', page: [{ user }] })),
      },
    ],
    services: Array.from({ length: SERVICES }, (_, index) => ({
      id: serviceName(index),
      name: serviceName(index),
      team: 'bench',
      policy: 'bench',
      ...(hasDependants && needsOf(index)),
    })),
    sources: [{ id: 'am', system: 'alertmanager', key: KEYS.am, group_by: GROUP_BY }],
    ...(chat && { channels: { telegram: chat } }),
    ...(hasRules && { rules: eventRules(), inhibitions: inhibitions() }),
    api_keys: [{ name: 'bench', key: KEYS.api, role: 'admin' }],
  })
}

/** The first service is a database, and these many after it need it: half of them by way of another. */
export const DEPENDANTS = 40

function needsOf(index: number): { depends_on?: string[] } {
  if (index === 0 || index > DEPENDANTS) return {}
  return { depends_on: [serviceName(index % 2 === 1 ? 0 : index - 1)] }
}
