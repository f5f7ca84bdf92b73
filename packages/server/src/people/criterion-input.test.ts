import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { checkCriteria, criteriaInput, criteriaOf, describeCriterion } from './criterion-input.ts'
import { type PolicyRow, policyOf } from './policy-configuration.ts'

const WRITTEN = [
  { id: 'no-cause', name: 'No cause', to: 'L3', after: '30m', when: '!cause_known' },
  { id: 'p1', name: 'P1', to: 'management', after: '1h', when: 'priority == "P1"', off: true },
]

test('what is written comes back as it was, what is off included', () => {
  const criteria = criteriaOf(criteriaInput.parse(WRITTEN))
  expect(criteria[1]).toMatchObject({ afterMs: ms('1h'), isOff: true })
  expect(criteria.map(describeCriterion)).toEqual(WRITTEN)
})

test('what is off is kept, and a policy that pages knows nothing of it', () => {
  const row = {
    id: 'p',
    name: 'P',
    steps: [],
    criteria: criteriaOf(criteriaInput.parse(WRITTEN)),
    ack_timeout_ms: null,
  }
  expect(policyOf(row as unknown as PolicyRow).criteria?.map(({ id }) => id)).toEqual(['no-cause'])
  const off = { ...row, criteria: row.criteria.filter(({ isOff }) => isOff) }
  expect(policyOf(off as unknown as PolicyRow)).not.toHaveProperty('criteria')
})

test('an expression may read minutes: it is asked as they pass', () => {
  const when = '(priority == "P1" && minutes >= 30) || minutes >= 90'
  expect(checkCriteria(criteriaInput.parse([{ id: 'x', to: 'L2', when }]))).toEqual([])
})

test('an expression is checked also while it is off', () => {
  const [problem] = checkCriteria(criteriaInput.parse([{ id: 'x', to: 'L2', when: 'priorty == "P1"', off: true }]))
  expect(problem).toMatchObject({ path: ['criteria', 0, 'when'], problem: expect.stringContaining('priorty') })
})

test.each([
  ['soon', 'expected `standard` or a list of criteria'],
  [
    [
      { id: 'x', to: 'L2', when: 'true' },
      { id: 'y', to: 'L2', after: 'soon' },
    ],
    'criterion 2, after: ',
  ],
  [[{ id: 'x', to: 'L7', after: '5m' }], 'criterion 1, to: '],
  [[{ id: 'x', too: 'L2', after: '5m' }], 'criterion 1, to: is missing'],
])('%j is refused, and what is wrong is named with its place', (criteria, problem) => {
  expect(criteriaInput.safeParse(criteria).error?.issues[0]?.message).toContain(problem)
})
