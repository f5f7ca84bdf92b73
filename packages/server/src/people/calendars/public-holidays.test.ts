import { expect, test } from 'vitest'
import { findPlaceProblem, listHolidays, listPlaces } from './public-holidays.ts'

const YEAR = { from: Date.parse('2026-03-01T00:00Z'), to: Date.parse('2026-04-01T00:00Z') }
const dates = (country: string, state?: string) =>
  listHolidays({ country, ...(state && { state }), kinds: ['public'] }, YEAR).map(({ date }) => date.slice(5))

test('Bavaria has a holiday that Berlin has not', () => {
  const bavaria = [
    '01-01',
    '01-06',
    '04-03',
    '04-06',
    '05-01',
    '05-14',
    '05-25',
    '06-04',
    '10-03',
    '11-01',
    '12-25',
    '12-26',
  ]
  expect(dates('DE', 'BY')).toEqual(expect.arrayContaining(bavaria))
  expect(dates('DE', 'BE')).not.toContain('01-06')
})

test('a holiday of several days counts on each of them', () => {
  expect(dates('TR')).toEqual(expect.arrayContaining(['03-20', '03-21', '03-22', '05-27', '05-28', '05-29', '05-30']))
})

test('a place that is unknown is said, with the nearest or the others', () => {
  const problem = (country: string, state?: string, region?: string) => findPlaceProblem({ country, state, region })
  expect(problem('de', 'BY')).toBeUndefined()
  expect(problem('XX')).toMatchObject({ path: ['country'] })
  expect(problem('DE', 'BYE')?.problem).toMatch(/^there are no holidays of "BYE"\. Did you mean "B."\?$/)
  expect(problem('DE', 'Bavaria')?.problem).toMatch(/There are .*BY/)
  expect(problem('DE', undefined, 'A')).toEqual({ path: ['region'], problem: 'needs the state in which it lies.' })
})

test('places are listed by name: countries, states, regions', () => {
  expect(listPlaces({}).length).toBeGreaterThan(150)
  expect(listPlaces({ country: 'DE' })).toContainEqual({ code: 'BY', name: 'Bayern' })
  expect(listPlaces({ country: 'DE', state: 'BY' })).toContainEqual({ code: 'A', name: 'Stadt Augsburg' })
})
