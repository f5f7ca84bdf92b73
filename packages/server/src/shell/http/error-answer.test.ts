import { expect, test } from 'vitest'
import { DatabaseFailure } from '../database/database-failure.ts'
import { answerRejection, answerThrown, errorSchema } from './error-answer.ts'
import { invalidField, Refusal } from './refusal.ts'

const thrown = (error: unknown) => answerThrown(error, 'r1')
const coded = (code: string) => Object.assign(new Error('detail with a secret'), { code })

test('every answer has the documented form', () => {
  for (const answer of [
    thrown(new Error('x')),
    thrown(invalidField('a', 'b')),
    answerRejection({ code: 'not_found' }, 'r1'),
  ]) {
    expect(errorSchema.parse(answer.body)).toEqual(answer.body)
    expect(answer.body.error.request_id).toBe('r1')
  }
})

test('what nobody foresaw says nothing of its cause', () => {
  for (const error of [new Error('password=1'), 'a string', undefined, coded('42P01')]) {
    expect(thrown(error)).toMatchObject({ status: 500, code: 'internal_error', body: { error: { details: [] } } })
  }
  expect(JSON.stringify(thrown(coded('42P01')))).not.toContain('secret')
})

test('a database that is away, busy or full is told apart', () => {
  for (const code of ['ECONNREFUSED', '57P01', '08006', '40P01', '53300']) {
    expect(thrown(coded(code)), code).toMatchObject({ status: 503, code: 'busy', retryAfterS: 2 })
  }
  expect(thrown(new DatabaseFailure('database_closed', 'closed')).code).toBe('busy')
  expect(thrown(new DatabaseFailure('migration_failed', 'x')).code).toBe('internal_error')
  for (const code of ['53100', 'ENOSPC']) expect(thrown(coded(code)).code, code).toBe('storage_full')
})

test('text that no column can hold is the sender’s mistake', () => {
  expect(thrown(coded('22021'))).toMatchObject({ status: 400, code: 'invalid_request' })
})

test('a rejection tells its facts in its sentence, or else in the details', () => {
  expect(answerRejection({ code: 'user_inactive', facts: { user: 'Bea' } }, 'r1').body.error).toMatchObject({
    message: 'Bea is deactivated.',
    details: [],
  })
  expect(answerRejection({ code: 'incident_final', facts: { status: 'closed' } }, 'r1').body.error.details).toEqual([
    { field: 'status', problem: 'closed' },
  ])
  expect(
    answerRejection({ code: 'invalid_request', facts: { field: 'category', max: 3 } }, 'r1').body.error.details,
  ).toEqual([{ field: 'category', problem: 'is not allowed, max 3' }])
})

test('a refusal keeps its own sentence and when to come again', () => {
  expect(thrown(new Refusal('rate_limited', { retryAfterS: 7 }))).toMatchObject({
    status: 429,
    retryAfterS: 7,
    body: { error: { message: 'Too many attempts.' } },
  })
  expect(thrown(new Refusal('forbidden', { message: 'Not you.' })).body.error.message).toBe('Not you.')
})
