import { expect, test } from 'vitest'
import { bodyOfOverride, comingOf, newOverride, usualSpan } from './override-draft.ts'

const at = (text: string) => Date.parse(text)
const NIGHT = { startMs: at('2026-03-28T21:00Z'), endMs: at('2026-03-29T05:00Z') }

test('an override is typed by the clock of a zone and sent as instants, across a change of clocks too', () => {
  const draft = newOverride(NIGHT, 'Europe/Berlin', { add: 'ben' })
  expect([draft.startsAt, draft.endsAt]).toEqual(['2026-03-28T22:00', '2026-03-29T07:00'])
  expect(bodyOfOverride(draft, 'Europe/Berlin')).toEqual({
    ...{ mode: 'replace', add: 'ben' },
    ...{ starts_at: '2026-03-28T21:00:00.000Z', ends_at: '2026-03-29T05:00:00.000Z' },
  })
})

test('each kind of override carries the people that it is about, and waits for them', () => {
  const draft = newOverride(NIGHT, 'UTC', { add: 'ben', remove: 'ana' })
  expect(bodyOfOverride(draft, 'UTC')).toMatchObject({ add: 'ben', remove: 'ana' })
  expect(bodyOfOverride({ ...draft, mode: 'add' }, 'UTC')).not.toHaveProperty('remove')
  expect(bodyOfOverride({ ...draft, mode: 'remove' }, 'UTC')).not.toHaveProperty('add')
  expect(bodyOfOverride({ ...draft, mode: 'remove', remove: null }, 'UTC')).toBeUndefined()
  expect(bodyOfOverride({ ...draft, add: null }, 'UTC')).toBeUndefined()
  expect(bodyOfOverride({ ...draft, endsAt: draft.startsAt }, 'UTC')).toBeUndefined()
})

test('what is past of a span is left alone', () => {
  expect(comingOf(NIGHT, at('2026-03-29T01:30:20Z'))).toEqual({
    startMs: at('2026-03-29T01:30Z'),
    endMs: NIGHT.endMs,
  })
  expect(comingOf(NIGHT, NIGHT.startMs - 1)).toEqual(NIGHT)
  expect(comingOf(NIGHT, NIGHT.endMs)).toBeUndefined()
  expect(usualSpan(at('2026-11-22T08:20Z')).startMs).toBe(at('2026-11-22T09:00Z'))
})
