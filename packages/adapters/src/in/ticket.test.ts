import { expect, test } from 'vitest'
import { CONTEXT } from './testing/door-request.ts'
import { ticketState } from './ticket.ts'

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
