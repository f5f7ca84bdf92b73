/** A story: what happened, step by step, as somebody would tell it afterwards. Stories give the demo the days that one remembers. */
import type { Person, TeamId } from './company.ts'
import type { AlertSource, Condition, Deploy } from './senders.ts'

/** Somebody of the company, or whoever is on call at that minute. */
export type Actor = Person | { onCall: string }

/** `of` names a condition of the story, and with it the incident that came of it. Times are minutes from the story's beginning. */
export type Step = { minute: number } & (
  | { kind: 'deploy'; deploy: Omit<Deploy, 'at'> }
  | { kind: 'fire'; of: string; source: AlertSource; condition: Condition }
  | { kind: 'clear'; of: string }
  | { kind: 'declare'; of: string; who: Actor; body: object }
  /** A POST to the incident; `{of}` in a value of the body stands for the incident of a condition. */
  | { kind: 'act'; of: string; who: Actor; action: string; body?: Record<string, string | number | string[]> }
  /** From minutes to minutes after the story's beginning. */
  | { kind: 'silence'; who: Actor; matchers: string[]; from: number; to: number; comment: string }
)

export interface Story {
  name: string
  /** When it began: a time of day so many days before the demo was made, on a workday where that is asked for, or at its making. */
  begins: { daysBefore: number; at: string; isWorkday?: true } | 'made'
  steps: readonly Step[]
}

type Spoken = Extract<Step, { kind: 'act' }>

/** The steps of one incident, written shortly. */
export function on(of: string) {
  const act = (minute: number, who: Actor, action: string, body?: Spoken['body']): Step => ({
    ...{ kind: 'act', minute, of, who, action, ...(body && { body }) },
  })
  return {
    act,
    fire: (minute: number, source: AlertSource, condition: Condition): Step => ({
      kind: 'fire',
      minute,
      of,
      source,
      condition,
    }),
    clear: (minute: number): Step => ({ kind: 'clear', minute, of }),
    take: (minute: number, who: Actor) => act(minute, who, 'acknowledge'),
    note: (minute: number, who: Actor, text: string) => act(minute, who, 'notes', { text }),
    close: (minute: number, who: Actor, reason: string) => act(minute, who, 'close', { reason }),
  }
}

export const FIRST_OF: Record<TeamId, Actor> = {
  payments: { onCall: 'payments-primary' },
  shop: { onCall: 'shop-primary' },
  platform: { onCall: 'platform' },
  data: { onCall: 'data-hours' },
}
