import { unreachable } from '../kernel/assert.ts'
import type { Instant, PolicyId, ScheduleId, ServiceId, TeamId, UserId } from '../kernel/brand.ts'
import type { Head, TargetReason } from '../kernel/fact.ts'
import { after, MINUTE } from '../kernel/instant.ts'
import type { Directory, User } from '../people/directory.ts'
import type { PageTarget, Policy } from '../people/policy.ts'
import { calcOnCall, calcShifts, NEXT_SHIFT_LOOK_AHEAD } from './on-call.ts'
import { unfoldPolicy } from './unfold-policy.ts'

export interface Target {
  user: UserId
  why: TargetReason
}

/**
 * Who stands behind a step's targets at an instant, each person once, first mention wins. Deactivated people are left out
 * and named in `gone`; a target whose schedule or team no longer exists gives nobody.
 */
export function calcTargets(
  directory: Directory,
  targets: readonly PageTarget[],
  at: Instant,
): { people: Target[]; gone: UserId[] } {
  const people = new Map<UserId, Target>()
  const gone = new Set<UserId>()
  for (const target of targets.flatMap((each) => expand(directory, each, at))) {
    if (!directory.users.get(target.user)?.isActive) gone.add(target.user)
    else if (!people.has(target.user)) people.set(target.user, target)
  }
  return { people: [...people.values()], gone: [...gone] }
}

function expand(directory: Directory, target: PageTarget, at: Instant): Target[] {
  switch (target.kind) {
    case 'user':
      return [{ user: target.id, why: { kind: 'user' } }]
    case 'team':
      return (directory.teams.get(target.id)?.members ?? []).map((user) => ({
        user,
        why: { kind: 'team', id: target.id },
      }))
    case 'schedule':
      return withGapCover(directory, target.id, onCallIn(directory, target, at), at)
    // Places are no people, and what another policy has to say became steps of its own when the escalation started.
    case 'policy':
    case 'vendor':
    case 'channel':
      return []
    default:
      return unreachable(target)
  }
}

function onCallIn(
  directory: Directory,
  { id, andNext }: Extract<PageTarget, { kind: 'schedule' }>,
  at: Instant,
): Target[] {
  const schedule = directory.schedules.get(id)
  if (!schedule) return []
  const now = calcOnCall(directory, schedule, at).people.map(
    ({ user, because }): Target => ({
      user,
      why: { kind: 'schedule', id, layer: because.layer, ...(because.override && { override: because.override }) },
    }),
  )
  if (!andNext) return now
  const isOn = new Set(now.map(({ user }) => user))
  const next = calcShifts(directory, schedule, at, after(at, NEXT_SHIFT_LOOK_AHEAD)).find(({ people }) =>
    people.some(({ user }) => !isOn.has(user)),
  )
  const coming = (next?.people ?? []).filter(({ user }) => !isOn.has(user))
  return [
    ...now,
    ...coming.map(
      ({ user, because }): Target => ({
        user,
        why: { kind: 'schedule', id, layer: because.layer, isNext: true },
      }),
    ),
  ]
}

/**
 * Where nobody is on call who could be paged: whom the schedule names for that as well. A schedule that a policy names in its turn
 * is asked for its people alone, so that covers never lead back to themselves.
 */
function withGapCover(directory: Directory, id: ScheduleId, onCall: Target[], at: Instant): Target[] {
  const cover = directory.schedules.get(id)?.whenEmpty
  const isCovered = onCall.some(({ user, why }) => !why.isNext && directory.users.get(user)?.isActive)
  if (isCovered || !cover || cover.kind === 'nobody') return onCall
  const named = cover.kind === 'policy' ? (directory.policies.get(cover.id)?.steps[0]?.targets ?? []) : [cover]
  const covering = named.flatMap((each) =>
    each.kind === 'schedule' ? onCallIn(directory, each, at) : expand(directory, each, at),
  )
  return [...onCall, ...covering.map(({ user, why }) => ({ user, why: { ...why, gapIn: id } }))]
}

export function listAdmins(directory: Directory): User[] {
  return [...directory.users.values()].filter((user) => user.role === 'admin' && user.isActive)
}

/**
 * The policy that an incident follows: of a test only the one who asked; of one that a rule gave to a team, what that team's
 * affected service has, or all of the team; else that of the first affected service that has one; else the admins, because an
 * incident that nobody hears of is worse than one that the wrong people hear of.
 */
export function choosePolicy(directory: Directory, head: Head): { policy: Policy; isFallback: boolean } {
  const { policy, isFallback } = findPolicy(directory, head)
  return { policy: unfoldPolicy(directory, policy), isFallback }
}

function findPolicy(directory: Directory, head: Head): { policy: Policy; isFallback: boolean } {
  if (head.testOf) return { policy: policyOfPeople('test', 'Test', [head.testOf]), isFallback: false }
  const policyOfTeam = head.team && findTeamPolicy(directory, head.team, head.services)
  if (policyOfTeam) return { policy: policyOfTeam, isFallback: false }
  for (const id of head.services) {
    const policyId = directory.services.get(id)?.policy
    const policy = policyId && directory.policies.get(policyId)
    if (policy) return { policy, isFallback: false }
  }
  return {
    policy: policyOfPeople(
      'admins',
      'Admins',
      listAdmins(directory).map((user) => user.id),
    ),
    isFallback: true,
  }
}

/** Undefined when there is nobody in the team who could be paged: then it counts as not given to any. */
function findTeamPolicy(directory: Directory, id: TeamId, services: readonly ServiceId[]): Policy | undefined {
  const team = directory.teams.get(id)
  if (!team) return undefined
  for (const each of services) {
    const service = directory.services.get(each)
    const policy = service?.team === id && service.policy ? directory.policies.get(service.policy) : undefined
    if (policy) return policy
  }
  const hasSomebody = team.members.some((user) => directory.users.get(user)?.isActive)
  return hasSomebody ? policyOfTargets('team', team.name, [{ kind: 'team', id }]) : undefined
}

/** A policy of one step that pages these people, made up on the spot. */
export function policyOfPeople(id: string, name: string, users: readonly UserId[]): Policy {
  return policyOfTargets(
    id,
    name,
    users.map((user) => ({ kind: 'user', id: user })),
  )
}

function policyOfTargets(id: string, name: string, targets: PageTarget[]): Policy {
  return {
    id: id as PolicyId,
    name,
    version: 0,
    repeat: 0,
    repeatAfterMs: (5 * MINUTE) as Policy['repeatAfterMs'],
    steps: [{ afterMs: 0 as Policy['repeatAfterMs'], targets }],
  }
}
