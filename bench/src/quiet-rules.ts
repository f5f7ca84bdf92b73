/**
 * What an organisation has in force that has used Tocsin for years: event rules, silences and inhibitions. None keeps an alert of a run
 * from paging, and all of them are asked about each.
 */
const RULES = 50

/**
 * Event rules of the kinds that organisations have. Each alert of a run meets the last two, which name its team and its title;
 * what the others ask for it has not, some at a glance and some only after they were evaluated. None keeps it from paging.
 */
export function eventRules(): object[] {
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

const INHIBITIONS = 10

/** Half of them could mute every alert of a run, if their cause fired: each of these has its causes looked for. */
export function inhibitions(): object[] {
  return Array.from({ length: INHIBITIONS }, (_, index) => ({
    id: `inhibition-${index}`,
    causes: [`alertname="ClusterDown${index}"`],
    symptoms: [index % 2 === 0 ? 'job="node"' : `job="batch-${index}"`],
    equal: ['cluster', 'service'],
  }))
}

const SILENCES = 20
const HOUR_MS = 3_600_000

/** Bodies for the API; by equality, by a regular expression, and by both. */
export function silenceBodies(): object[] {
  const kinds = [
    (index: number) => [`instance=host-${index}`],
    (index: number) => [`instance=~"(db|web)-${index}-.+"`],
    (index: number) => ['job=node', `service=~"batch-${index}-.*"`],
    (index: number) => [`team=team-${index}`, 'severity!=critical'],
  ]
  return Array.from({ length: SILENCES }, (_, index) => ({
    matchers: kinds[index % kinds.length]?.(index),
    ...{ for_ms: HOUR_MS, comment: 'bench' },
  }))
}
