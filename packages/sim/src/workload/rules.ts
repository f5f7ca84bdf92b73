/** Event rules of the simulated organisation: some seeds have them, with one that fails on every alert that has a host. */
import type { EventRuleId } from '@tocsin/core/kernel/brand.ts'
import type { Directory, EventRule } from '@tocsin/core/people/directory.ts'
import type { Random } from '../world/random.ts'

function rule(id: string, condition: string, actions: EventRule['actions']): EventRule {
  return { id: id as EventRuleId, name: id, isActive: true, condition, zone: 'UTC', actions, stops: false }
}

const RULES: readonly EventRule[] = [
  rule('slow', 'labels.alertname == "Slow" && labels.host == "h1"', { suppress: 'is known to be slow' }),
  rule('broken', 'double(labels.host) > 1.0', { recordOnly: 'it never gets here' }),
  rule('mild', 'severity == "low"', { recordOnly: 'nobody has to get up for it' }),
  rule('words', 'has(labels.host)', { title: '{{ title }} at {{ labels.host }}', labels: { seen: 'yes' } }),
]

export function withRules(directory: Directory, random: Random): Directory {
  return random.chance(0.4) ? { ...directory, eventRules: random.shuffle([...RULES]) } : directory
}

/** The same directory with a rule off or on again; which one follows from the version, so that nothing else is drawn otherwise. */
export function withToggledRule(directory: Directory): Directory {
  const { eventRules, version } = directory
  if (eventRules.length === 0) return directory
  const toggled = version % eventRules.length
  return {
    ...directory,
    eventRules: eventRules.map((each, index) => (index === toggled ? { ...each, isActive: !each.isActive } : each)),
  }
}
