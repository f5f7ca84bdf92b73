/** Whom a caller of the hot line is put through to. */
import type { NobodyAnswers } from '@tocsin/adapters/out/telephone/hotline.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import { headOf } from '@tocsin/core/incident-head.ts'
import type { IncidentId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { calcTargets, choosePolicy } from '@tocsin/core/respond/targets.ts'
import { sql } from 'kysely'
import type { CallbackDeps } from './callback-deps.ts'

const PEOPLE_MAX = 5
/** The place of whoever has the incident: nobody is called after them. */
export const WHO_HAS_IT = 99

interface Called {
  /** `index`: their place in the order. Absent where nobody is left to be called. */
  callee?: { index: number; user: UserId; number: string }
  /** What is true of those who do not answer. */
  nobody: NobodyAnswers
  isOver: boolean
}

/**
 * Who is called as the one at that place, as it stands by now: while nobody has the incident those who would be paged, step by step, at the
 * numbers at which they are called; then whoever has it, once.
 */
export async function findCalled({ db, engine }: CallbackDeps, incident: IncidentId, index: number): Promise<Called> {
  const row = await db
    .selectFrom('incidents')
    .select(sql<IncidentState>`tocsin_incident_state(incidents)`.as('state'))
    .where('id', '=', incident)
    .executeTakeFirst()
  if (!row) return { nobody: 'recorded', isOver: false }
  const { state } = row
  const directory = engine.directory.latest()
  if (state.status === 'open') {
    const isPaged = headOf(state).urgency === 'high' && Object.keys(state.response.runs).length > 0
    const callee = peopleFor(directory, state, engine.clock.now())[index]
    return { ...(callee && { callee: { index, ...callee } }), nobody: isPaged ? 'paged' : 'recorded', isOver: false }
  }
  if (state.status !== 'acknowledged' && state.status !== 'mitigated') return { nobody: 'recorded', isOver: true }
  const { acknowledgedBy } = state.response
  const callee = index === WHO_HAS_IT || !acknowledgedBy ? undefined : reach(directory, acknowledgedBy)
  return { ...(callee && { callee: { index: WHO_HAS_IT, ...callee } }), nobody: 'taken', isOver: false }
}

type Reached = Pick<NonNullable<Called['callee']>, 'user' | 'number'>

function peopleFor(directory: Directory, state: IncidentState, at: Parameters<typeof calcTargets>[2]): Reached[] {
  const { policy } = choosePolicy(directory, headOf(state))
  const targets = policy.steps.flatMap((step) => calcTargets(directory, step.targets, at).people)
  const people = [...new Set(targets.map(({ user }) => user))].flatMap((id) => reach(directory, id) ?? [])
  return people.slice(0, PEOPLE_MAX)
}

function reach({ users }: Directory, id: UserId): Reached | undefined {
  const contacts = (users.get(id)?.contacts ?? []).filter(({ isVerified }) => isVerified)
  const by = contacts.find(({ channel }) => channel === 'voice') ?? contacts.find(({ channel }) => channel === 'sms')
  return by && { user: id, number: by.to }
}
