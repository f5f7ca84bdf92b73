import { expect, test } from 'vitest'
import type { Silence } from '../../../api/types.ts'
import {
  bodyOfDraft,
  draftOfSilence,
  lengthsAt,
  matcherTexts,
  missingOf,
  newDraft,
  spanOf,
  withMatcher,
  withoutMatcher,
} from './silence-draft.ts'

const ZONE = 'Asia/Tokyo'
/** Sunday 22 November, 03:00 in Tokyo. */
const NIGHT = Date.parse('2026-11-21T18:00:00Z')

const SILENCE: Silence = {
  ...{ id: 's1', state: 'active', muted: 0, created_by: 'Ana', comment: 'Moving' },
  matchers: [{ name: 'host', value: 'db-.*', is_regex: true, is_equal: false, text: 'host!~"db-.*"' }],
  starts_at: '2026-11-21T17:00:00.000Z',
  ends_at: '2026-11-21T20:00:00.000Z',
  updated_at: '2026-11-21T17:00:00.000Z',
}

test('the labels of an alert are a matcher each, and there is always a line to write in', () => {
  const draft = newDraft({ host: 'db-1', job: 'node' })
  expect(matcherTexts(draft.matchers)).toEqual(['host="db-1"', 'job="node"'])
  expect(newDraft().matchers).toHaveLength(1)
  const more = withMatcher(draft.matchers)
  expect(more.map(({ key }) => key)).toEqual([0, 1, 2])
  expect(matcherTexts(more)).toHaveLength(2)
  const [first] = newDraft({ a: 'b' }).matchers
  expect(withoutMatcher([{ ...newDraft().matchers[0], key: first?.key ?? 0 } as never], 0)).toMatchObject([
    { name: '' },
  ])
})

test('matchers are written as other tools read them', () => {
  const [line] = newDraft().matchers
  const text = (name: string, operator: 'matches' | 'isNot', value: string) =>
    matcherTexts([{ ...line, key: 0, name, operator, value }])
  expect(text('host', 'matches', 'db-\\d "x"')).toEqual(['host=~"db-\\\\d \\"x\\""'])
  expect(text(' two words ', 'isNot', '')).toEqual(['"two words"!=""'])
})

test('lengths end as their words say, in the reader’s zone', () => {
  const end = (length: 'half' | 'two' | 'morning' | 'tomorrow') =>
    new Date(spanOf({ ...newDraft(), length }, NIGHT, ZONE).endMs ?? 0).toISOString()
  expect(end('half')).toBe('2026-11-21T18:30:00.000Z')
  expect(end('two')).toBe('2026-11-21T20:00:00.000Z')
  expect(end('morning')).toBe('2026-11-22T00:00:00.000Z')
  expect(end('tomorrow')).toBe('2026-11-23T00:00:00.000Z')
  expect(lengthsAt(NIGHT, ZONE)).toContain('morning')
  expect(lengthsAt(NIGHT + 6 * 3_600_000, ZONE)).not.toContain('morning')
})

test('one that is planned counts its length from its start', () => {
  const draft = { ...newDraft({ host: 'db-1' }), from: '2026-11-22T20:00', comment: ' Patches ' }
  expect(bodyOfDraft(draft, NIGHT, ZONE)).toEqual({
    matchers: [{ name: 'host', value: 'db-1', is_regex: false, is_equal: true }],
    starts_at: '2026-11-22T11:00:00.000Z',
    ends_at: '2026-11-22T13:00:00.000Z',
    comment: 'Patches',
  })
  expect(bodyOfDraft({ ...draft, from: '2026-11-01T20:00' }, NIGHT, ZONE)).not.toHaveProperty('starts_at')
})

test('one that is active keeps its start, one that is over begins anew', () => {
  const draft = draftOfSilence(SILENCE, ZONE)
  expect(draft).toMatchObject({ from: undefined, length: 'custom', until: '2026-11-22T05:00', comment: 'Moving' })
  expect(draft.matchers).toMatchObject([{ name: 'host', operator: 'matchesNot', value: 'db-.*' }])
  expect(bodyOfDraft(draft, NIGHT, ZONE, SILENCE.starts_at)).toMatchObject({
    starts_at: SILENCE.starts_at,
    ends_at: SILENCE.ends_at,
  })
  expect(draftOfSilence({ ...SILENCE, state: 'expired' }, ZONE)).toMatchObject({ from: '', length: 'two', until: '' })
  expect(draftOfSilence({ ...SILENCE, state: 'pending' }, ZONE)).toMatchObject({ from: '2026-11-22T02:00' })
})

test('what is missing is said, one thing after the other', () => {
  expect(missingOf(newDraft(), NIGHT, ZONE)).toEqual(['matchers', 'comment'])
  const draft = { ...newDraft({ host: 'db-1' }), comment: 'x' }
  expect(missingOf(draft, NIGHT, ZONE)).toEqual([])
  expect(missingOf({ ...draft, length: 'custom' }, NIGHT, ZONE)).toEqual(['until'])
  expect(missingOf({ ...draft, length: 'custom', until: '2026-11-22T02:00' }, NIGHT, ZONE)).toEqual(['until'])
  expect(
    missingOf({ ...draft, length: 'custom', from: '2026-11-22T09:00', until: '2026-11-22T08:00' }, NIGHT, ZONE),
  ).toEqual(['until'])
})
