import { expect, test } from 'vitest'
import type { Alert } from '../../api/types.ts'
import { replaceAlerts } from './replace-alerts.ts'

const anAlert = (id: string, state: Alert['state'] = 'firing') => ({ id, state }) as Alert

test('alerts are renewed where they stand, and pages without any of them stay the same', () => {
  const pages = [{ items: [anAlert('a'), anAlert('b')] }, { items: [anAlert('c')] }]
  const renewed = replaceAlerts(pages, [anAlert('b', 'resolved'), anAlert('x')])
  expect(renewed[0]?.items.map(({ id, state }) => `${id} ${state}`)).toEqual(['a firing', 'b resolved'])
  expect(renewed[1]).toBe(pages[1])
})
