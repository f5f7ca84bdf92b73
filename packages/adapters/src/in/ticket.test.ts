import { expect, test } from 'vitest'
import { CONTEXT } from './testing/door-request.ts'
import { ticketSignals, ticketState } from './ticket.ts'

const ask = (severity: Parameters<typeof ticketState>[1], urgent_from?: string) =>
  ticketState('firing', severity, { context: { ...CONTEXT, ...(urgent_from && { options: { urgent_from } }) } })

test('tickets from high on are alerts unless the source says otherwise', () => {
  expect([ask('critical'), ask('high'), ask('medium'), ask('info')]).toEqual([
    'firing',
    'firing',
    'resolved',
    'resolved',
  ])
  expect([ask('high', 'critical'), ask('low', 'low'), ask('info', 'low')]).toEqual(['resolved', 'firing', 'resolved'])
})

test('a ticket whose priority nobody knows is an alert', () => {
  expect([ask(undefined), ask('unknown'), ask(undefined, 'critical')]).toEqual(['firing', 'firing', 'firing'])
})

test('a ticket on which somebody works fires before it is acknowledged, for it may only now have become urgent', () => {
  const draft = { key: 'x', state: 'acknowledged', title: 'x', labels: {} } as const
  expect(ticketSignals(draft).map(({ state }) => state)).toEqual(['firing', 'acknowledged'])
  expect(ticketSignals({ ...draft, state: 'resolved' }).map(({ state }) => state)).toEqual(['resolved'])
})
