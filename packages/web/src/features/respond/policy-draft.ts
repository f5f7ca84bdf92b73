import type { PolicyBody } from './policies.query.ts'
import type { PolicyTarget } from './step-targets.tsx'

/** A target as a choice writes it: `schedule payments-primary`. */
export function targetKey({ schedule, user, team }: PolicyTarget): string {
  if (schedule !== undefined) return `schedule ${schedule}`
  return team === undefined ? `user ${user ?? ''}` : `team ${team}`
}

export function targetOf(key: string): PolicyTarget {
  const at = key.indexOf(' ')
  return { [key.slice(0, at)]: key.slice(at + 1) }
}

/** With a name of its own, so that rows keep their fields when they move. */
export interface StepDraft {
  id: number
  after: string
  targets: string[]
}

export interface PolicyDraft {
  name: string
  repeat: number
  repeatAfter: string
  steps: StepDraft[]
}

export const EMPTY_POLICY: PolicyDraft = {
  name: '',
  repeat: 2,
  repeatAfter: '5m',
  steps: [{ id: 0, after: '0m', targets: [] }],
}

export function draftOfPolicy({ name, repeat, repeat_after, steps }: PolicyBody): PolicyDraft {
  return {
    name: name ?? '',
    repeat: Number(repeat ?? 0),
    repeatAfter: repeat_after ?? '5m',
    steps: steps.map(({ after, page }, id) => ({ id, after: after ?? '0m', targets: page.map(targetKey) })),
  }
}

export function bodyOfDraft({ name, repeat, repeatAfter, steps }: PolicyDraft): PolicyBody {
  return {
    ...{ name: name.trim(), repeat, repeat_after: repeatAfter },
    steps: steps.map(({ after, targets }) => ({ after, page: targets.map(targetOf) })),
  }
}

export function withStep(steps: readonly StepDraft[]): StepDraft[] {
  return [
    ...steps,
    { id: 1 + Math.max(-1, ...steps.map(({ id }) => id)), after: steps.length === 0 ? '0m' : '5m', targets: [] },
  ]
}

/** The step at a place changes with its neighbour; at either end nothing happens. */
export function moveStep(steps: readonly StepDraft[], from: number, by: 1 | -1): StepDraft[] {
  const moved = [...steps]
  const [step] = moved.splice(from, 1)
  if (step) moved.splice(Math.max(0, from + by), 0, step)
  return moved
}
