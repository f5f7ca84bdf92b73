import { stringify } from 'yaml'
import { SERVICES, serviceName } from './alerts.ts'
import { eventRules, inhibitions } from './quiet-rules.ts'

export const KEYS = {
  am: 'bench-am-key-0123456789abcdef0123456789',
  api: 'bench-api-key-0123456789abcdef0123456789',
}
/** Who is paged, and signs in where a browser is measured. */
export const PERSON = 'bench@example.com'
export const PASSWORD = 'bench-password-of-no-other-use'
export const HOOK_SECRET = 'bench-hook-secret'
/** Alerts that agree in these are one incident, and one notification of Alertmanager. */
export const GROUP_BY = ['alertname', 'service']

/**
 * The configuration file: 200 services whose policy pages one person over a webhook. The second step and the further pass are
 * an hour away, so that a run sees first pages alone.
 */
export function organisationYaml(hookUrl: string, { hasRules = false, hasDependants = false } = {}): string {
  return stringify({
    version: 1,
    users: [
      {
        email: PERSON,
        name: 'Bench',
        role: 'responder',
        password: PASSWORD,
        contacts: [{ id: 'hook', channel: 'webhook', to: `${hookUrl}/page`, secret: HOOK_SECRET }],
        rules: ['high', 'low'].map((urgency) => ({ urgency, after: '0m', contact: 'hook' })),
      },
    ],
    teams: [{ id: 'bench', name: 'Bench', members: [PERSON] }],
    policies: [
      {
        id: 'bench',
        name: 'Bench',
        repeat: 1,
        repeat_after: '60m',
        steps: ['0m', '60m'].map((after) => ({ after, page: [{ user: PERSON }] })),
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
