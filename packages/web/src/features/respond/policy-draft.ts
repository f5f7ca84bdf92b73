import type { PolicyBody } from './policies.query.ts'
import type { PolicyTarget } from './step-targets.tsx'

/** A target as a choice writes it: `schedule payments-primary`. */
export function targetKey({ schedule, and_next, user, team, policy, vendor, channel }: PolicyTarget): string {
  if (schedule !== undefined) return `${and_next ? 'schedule_next' : 'schedule'} ${schedule}`
  if (team !== undefined) return `team ${team}`
  if (policy !== undefined) return `policy ${policy}`
  if (vendor !== undefined) return `vendor ${vendor}`
  if (channel !== undefined) return `channel ${channel.name} ${channel.to}`
  return `user ${user ?? ''}`
}

export function targetOf(key: string): PolicyTarget {
  const at = key.indexOf(' ')
  const kind = key.slice(0, at)
  const rest = key.slice(at + 1)
  if (kind === 'schedule_next') return { schedule: rest, and_next: true }
  if (kind !== 'channel') return { [kind]: rest }
  const gap = rest.indexOf(' ')
  return { channel: { name: rest.slice(0, gap), to: rest.slice(gap + 1) } }
}

type StepBody = PolicyBody['steps'][number]
/** What a step asks for beside its people and its time; fields that the form does not show come out of it unchanged. */
export type StepRest = Omit<StepBody, 'after' | 'page'>
export type PolicyRest = Omit<PolicyBody, 'name' | 'repeat' | 'repeat_after' | 'steps'>

/** With a name of its own, so that rows keep their fields when they move. */
export interface StepDraft {
  id: number
  after: string
  targets: string[]
  rest: StepRest
}

export interface PolicyDraft {
  name: string
  repeat: number
  repeatAfter: string
  steps: StepDraft[]
  rest: PolicyRest
}

export const EMPTY_POLICY: PolicyDraft = {
  name: '',
  repeat: 2,
  repeatAfter: '5m',
  steps: [{ id: 0, after: '0m', targets: [], rest: {} }],
  // The ladder of the procedure, until somebody wants another one.
  rest: { criteria: 'standard' },
}

/** What there is that can stand on the first two levels; who stands above them nobody can guess. */
export interface LadderChoices {
  schedules: readonly { id: string }[]
  teams: readonly { id: string }[]
}

/** The ladder of the procedure: each level with its time. A level is filled where there is only one thing that it can mean. */
export function ladderSteps({ schedules, teams }: LadderChoices): StepDraft[] {
  const only = (kind: string, things: LadderChoices['teams']) => {
    const [thing, ...others] = things
    return thing && others.length === 0 ? [`${kind} ${thing.id}`] : []
  }
  return [
    { id: 0, after: '0m', targets: only('schedule', schedules), rest: { level: 'L1' } },
    { id: 1, after: '5m', targets: only('team', teams), rest: { level: 'L2' } },
    { id: 2, after: '10m', targets: [], rest: { level: 'L3' } },
    { id: 3, after: '15m', targets: [], rest: { level: 'management' } },
  ]
}

/** What must be filled in: a name, and somebody in every step that keeps no place of a level. */
export function isWhole({ name, steps }: PolicyDraft): boolean {
  const isSomebody = ({ targets }: StepDraft) => targets.length > 0
  return name.trim() !== '' && steps.some(isSomebody) && steps.every((step) => isSomebody(step) || isLevel(step))
}

/** A level keeps its place while nobody is named for it. */
export function isLevel({ rest }: StepDraft): boolean {
  return rest.level !== undefined
}

export function draftOfPolicy({ name, repeat, repeat_after, steps, ...rest }: PolicyBody): PolicyDraft {
  return {
    name: name ?? '',
    repeat: Number(repeat ?? 0),
    repeatAfter: repeat_after ?? '5m',
    steps: steps.map(({ after, page, ...more }, id) => ({
      ...{ id, after: after ?? '0m', targets: (page ?? []).map(targetKey), rest: more },
    })),
    rest,
  }
}

export function bodyOfDraft({ name, repeat, repeatAfter, steps, rest }: PolicyDraft): PolicyBody {
  return {
    ...{ name: name.trim(), repeat, repeat_after: repeatAfter },
    ...rest,
    steps: steps.map(({ after, targets, rest: more }) => ({ ...more, after, page: targets.map(targetOf) })),
  }
}

export function withStep(steps: readonly StepDraft[]): StepDraft[] {
  return [
    ...steps,
    {
      id: 1 + Math.max(-1, ...steps.map(({ id }) => id)),
      after: steps.length === 0 ? '0m' : '5m',
      targets: [],
      rest: {},
    },
  ]
}

/** The step at a place changes with its neighbour; at either end nothing happens. */
export function moveStep(steps: readonly StepDraft[], from: number, by: 1 | -1): StepDraft[] {
  const moved = [...steps]
  const [step] = moved.splice(from, 1)
  if (step) moved.splice(Math.max(0, from + by), 0, step)
  return moved
}
