/** Whether everybody who is on call in the next 30 days, or might be later, can be reached, and has shown it. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { COVERAGE_LOOK_AHEAD, isReachable } from '@tocsin/core/respond/coverage.ts'
import { listPersonShifts } from '@tocsin/core/respond/next-shifts.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import { z } from 'zod'
import { namesOf } from '../../people/directory-names.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { listTests, TEST_DAYS_USUAL, type Tests } from './test-pages.queries.ts'

const TEST_DAYS_MAX = 730

const PROBLEMS = ['deactivated', 'no_verified_contact', 'no_test_page', 'test_page_unanswered'] as const
type Problem = (typeof PROBLEMS)[number]

const readinessSchema = z
  .object({
    user: namedSchema,
    is_on_call: z.boolean(),
    next_shift_at: instantSchema.nullable(),
    schedules: z.array(namedSchema),
    verified_contacts: z.int(),
    last_test_at: instantSchema.nullable().describe('When the person was last sent a test page.'),
    last_answer_at: instantSchema.nullable().describe('When they last acknowledged one.'),
    problems: z.array(z.enum(PROBLEMS)).describe('Empty: ready.'),
  })
  .meta({ id: 'Readiness' })

export function readinessRoutes({ db, directory }: ConfigurationDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'listReadiness',
      tag: 'on call',
      summary: 'Who is ready to be on call',
      description:
        'Ready is who has a verified contact and acknowledged a test page lately. Those who are not come first, the next to be on call before the others. By default everybody who is on call in the next 30 days.',
      method: 'GET',
      path: '/on-call/readiness',
      permission: 'on_call.read',
      query: z.strictObject({
        test_days: z.coerce
          .number()
          .int()
          .min(1)
          .max(TEST_DAYS_MAX)
          .default(TEST_DAYS_USUAL)
          .describe('How long ago a test page may have been acknowledged.'),
        people: z
          .enum(['on_duty', 'all'])
          .default('on_duty')
          .describe('`all`: also active people who are not on call in the next 30 days.'),
      }),
      success: z.object({ items: z.array(readinessSchema), next: z.null() }),
      async handle({ query, at }) {
        const since = (at - query.test_days * DAY) as Instant
        const tests = await listTests(db, since)
        const known = directory()
        const onDuty = listOnDuty(known, at)
        const people = query.people === 'all' ? [...onDuty, ...listOffDuty(known, onDuty)] : onDuty
        const items = people.map((each) => present(known, each, tests.get(each.user)))
        return { items: items.sort(byUrgency), next: null }
      },
    }),
  ]
}

interface OnDuty {
  user: UserId
  isOnCall: boolean
  nextAt: Instant | null
  schedules: string[]
}

function listOnDuty(directory: Directory, at: Instant): OnDuty[] {
  const found = new Map<UserId, OnDuty>()
  for (const schedule of directory.schedules.values()) {
    const onCall = new Set(calcOnCall(directory, schedule, at).people.map(({ user }) => user))
    for (const { user, startsAt } of listPersonShifts(directory, schedule, at, after(at, COVERAGE_LOOK_AHEAD))) {
      const known = found.get(user) ?? { user, isOnCall: false, nextAt: null, schedules: [] }
      const isRunning = startsAt === at && onCall.has(user)
      found.set(user, {
        user,
        isOnCall: known.isOnCall || isRunning,
        nextAt: isRunning ? known.nextAt : (Math.min(known.nextAt ?? startsAt, startsAt) as Instant),
        schedules: known.schedules.includes(schedule.id) ? known.schedules : [...known.schedules, schedule.id],
      })
    }
  }
  return [...found.values()]
}

/** Everybody else who is active. */
function listOffDuty(directory: Directory, onDuty: readonly OnDuty[]): OnDuty[] {
  const known = new Set(onDuty.map(({ user }) => user))
  return [...directory.users.values()]
    .filter(({ id, isActive }) => isActive && !known.has(id))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ id }) => ({ user: id, isOnCall: false, nextAt: null, schedules: [] }))
}

function present(directory: Directory, duty: OnDuty, tests: Tests | undefined): z.output<typeof readinessSchema> {
  const names = namesOf(directory)
  const user = directory.users.get(duty.user)
  const problems: Problem[] = [
    ...(user?.isActive ? [] : ['deactivated' as const]),
    ...(user && isReachable(user) ? [] : ['no_verified_contact' as const]),
    ...(tests ? [] : ['no_test_page' as const]),
    ...(tests && tests.answeredAt === null ? ['test_page_unanswered' as const] : []),
  ]
  return {
    user: names.user(duty.user),
    is_on_call: duty.isOnCall,
    next_shift_at: duty.nextAt,
    schedules: duty.schedules.map((id) => names.schedule(id)),
    verified_contacts: user?.contacts.filter(({ isVerified }) => isVerified).length ?? 0,
    last_test_at: tests?.testedAt ?? null,
    last_answer_at: tests?.answeredAt ?? null,
    problems,
  }
}

function byUrgency(a: z.output<typeof readinessSchema>, b: z.output<typeof readinessSchema>): number {
  const rank = ({ problems, is_on_call, next_shift_at }: typeof a) =>
    (problems.length > 0 ? 0 : 1e15) + (is_on_call ? 0 : (next_shift_at ?? 1e14))
  return rank(a) - rank(b)
}
