/** What policies can ask for beside their people, sprinkled over the policies of an organisation. */
import type { DurationMs, PolicyId, UserId, VendorId } from '@tocsin/core/kernel/brand.ts'
import { PRIORITIES } from '@tocsin/core/kernel/scales.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Criterion, Policy, PolicyStep, Vendor } from '@tocsin/core/people/policy.ts'
import { USUAL_CALENDAR } from '../scenario.ts'
import type { Random } from '../world/random.ts'
import { createLimits, withPersonalPaging } from './personal-paging.ts'

const SECOND = 1_000

/** The address that stands behind the vendor and the channel: a place that nobody answers from. */
export const PLACE_HOOK = 'https://hooks.example.com/place'

const VENDOR: Vendor = {
  id: 'acme' as VendorId,
  name: 'Acme',
  contacts: [{ channel: 'webhook', to: PLACE_HOOK }],
}

/** Short enough to come true within a run. */
const CRITERIA: readonly Criterion[] = [
  { id: 'late', name: 'Late', to: 'L2', afterMs: (35 * SECOND) as DurationMs, when: '' },
  { id: 'spread', name: 'Spread', to: 'L3', when: 'services_added > 0' },
  { id: 'urgent', name: 'Urgent', to: 'management', afterMs: (50 * SECOND) as DurationMs, when: 'priority == "P1"' },
]

/** Some people work elsewhere, and what is not urgent may wait for them longer than the run lasts. */
export function withFeatures(directory: Directory, random: Random, begin = USUAL_CALENDAR.begin): Directory {
  const policies = [...directory.policies.values()].map((policy) => withPolicyFeatures(policy, random))
  const [first, second] = policies
  if (first && second && random.chance(0.3)) {
    const last = first.steps.at(-1)
    last?.targets.push({ kind: 'policy', id: second.id as PolicyId })
  }
  const zones = ['UTC', 'UTC', 'Asia/Tokyo', 'America/New_York'] as const
  const settled = [...directory.users.values()].map((user) => ({ ...user, zone: random.pick([...zones]) }))
  const users = settled.map((user) => withPersonalPaging(user, random, begin))
  return {
    ...directory,
    policies: new Map(policies.map((policy) => [policy.id, policy])),
    users: new Map(users.map((user) => [user.id as UserId, user])),
    ...(random.chance(0.5) && { settings: { ...directory.settings, messageLimits: createLimits(random) } }),
    vendors: new Map([[VENDOR.id, VENDOR]]),
  }
}

export function withPolicyFeatures(policy: Policy, random: Random): Policy {
  return {
    ...policy,
    steps: policy.steps.map((step, index) => withStepFeatures(step, `${policy.id}/${index + 1}`, random)),
    ...(random.chance(0.4) && { criteria: CRITERIA.filter(() => random.chance(0.7)) }),
    ...(random.chance(0.3) && { ackTimeoutMs: (random.int(60, 80) * SECOND) as DurationMs }),
    ...(random.chance(0.2) && { holdsLow: true as const }),
  }
}

function withStepFeatures(step: PolicyStep, key: string, random: Random): PolicyStep {
  const places: PolicyStep['targets'] = random.chance(0.15)
    ? [random.chance(0.5) ? { kind: 'vendor', id: VENDOR.id } : { kind: 'channel', id: 'webhook', to: PLACE_HOOK }]
    : []
  return {
    ...step,
    targets: [...step.targets, ...places],
    ...(random.chance(0.3) && { turnKey: key }),
    ...(random.chance(0.15) && { acks: 2 }),
    ...(random.chance(0.15) && { only: [{ priorities: PRIORITIES.filter(() => random.chance(0.6)) }] }),
    ...(random.chance(0.1) && { people: random.pick(['at_work', 'off_work'] as const) }),
  }
}
