import { stringify } from 'yaml'
import { SERVICES, serviceName } from './alerts.ts'

export const KEYS = {
  am: 'bench-am-key-0123456789abcdef0123456789',
  api: 'bench-api-key-0123456789abcdef0123456789',
}
export const HOOK_SECRET = 'bench-hook-secret'
/** Alerts that agree in these are one incident, and one notification of Alertmanager. */
export const GROUP_BY = ['alertname', 'service']

/**
 * The configuration file: 200 services whose policy pages one person over a webhook. The second step and the further pass are
 * an hour away, so that a run sees first pages alone.
 */
export function organisationYaml(hookUrl: string, { hasRules = false } = {}): string {
  const person = 'bench@example.com'
  return stringify({
    version: 1,
    users: [
      {
        email: person,
        name: 'Bench',
        role: 'responder',
        contacts: [{ id: 'hook', channel: 'webhook', to: `${hookUrl}/page`, secret: HOOK_SECRET }],
        rules: ['high', 'low'].map((urgency) => ({ urgency, after: '0m', contact: 'hook' })),
      },
    ],
    teams: [{ id: 'bench', name: 'Bench', members: [person] }],
    policies: [
      {
        id: 'bench',
        name: 'Bench',
        repeat: 1,
        repeat_after: '60m',
        steps: ['0m', '60m'].map((after) => ({ after, page: [{ user: person }] })),
      },
    ],
    services: Array.from({ length: SERVICES }, (_, index) => ({
      id: serviceName(index),
      name: serviceName(index),
      team: 'bench',
      policy: 'bench',
    })),
    sources: [{ id: 'am', system: 'alertmanager', key: KEYS.am, group_by: GROUP_BY }],
    ...(hasRules && { rules: rules() }),
    api_keys: [{ name: 'bench', key: KEYS.api, role: 'admin' }],
  })
}

const RULES = 50

/**
 * Event rules of the kinds that organisations have. Each alert of a run meets the last two, which name its team and its title;
 * what the others ask for it has not, some at a glance and some only after they were evaluated. None keeps it from paging.
 */
function rules(): object[] {
  const others = Array.from({ length: RULES - 2 }, (_, index) => OTHERS[index % OTHERS.length]?.(index))
  return [
    ...others.map((rule, index) => ({ id: `rule-${index}`, ...rule })),
    { id: 'team', when: 'labels.job == "node"', do: { labels: { owner: 'bench' } } },
    { id: 'severity', when: 'severity in ["critical", "high"] && !is_test', do: { urgency: 'high' } },
  ]
}

const OTHERS: readonly ((index: number) => object)[] = [
  (index) => ({ when: `labels.team == "team-${index}"`, do: { category: ['Software', `Team ${index}`] } }),
  (index) => ({ when: `title.matches("(?i)payment|checkout-${index}")`, do: { severity: 'critical' } }),
  (index) => ({ when: `labels.cluster == "c-${index}" && severity == "low"`, do: { record_only: 'a small cluster' } }),
  (index) => ({ when: `labels.service.startsWith("batch-${index}-")`, do: { suppress: 'batch jobs' } }),
  (index) => ({
    when: `severity == "low" && received.hour == ${index % 24}`,
    zone: 'Asia/Tokyo',
    do: { urgency: 'low' },
  }),
]
