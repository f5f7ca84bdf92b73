import { expect, test } from 'vitest'
import { checkDrafts, checkKey, isCheckNotification } from './check-notification.ts'

const service = (notification_type: string, service_state: string, overrides: object = {}) => {
  const problems: string[] = []
  const body = { notification_type, host: 'web-1', host_state: 'UP', service: 'HTTP', service_state, ...overrides }
  return { drafts: checkDrafts(body, (problem) => problems.push(problem)), problems }
}

test.each([
  ['PROBLEM', 'CRITICAL', 'firing'],
  ['Problem', 'Warning', 'firing'],
  ['RECOVERY', 'OK', 'resolved'],
  ['ACKNOWLEDGEMENT', 'CRITICAL', 'acknowledged'],
  ['CUSTOM', 'CRITICAL', 'firing'],
])('%s of a service that is %s is %s', (type, state, expected) => {
  expect(service(type, state)).toMatchObject({ drafts: [{ key: 'web-1!HTTP', state: expected }], problems: [] })
})

test.each([
  ['CRITICAL', 'critical'],
  ['WARNING', 'medium'],
  ['UNKNOWN', 'low'],
])('%s is %s', (state, severity) => {
  expect(service('PROBLEM', state).drafts[0]?.severity).toBe(severity)
})

test('a host that is down or cannot be reached is known by its name', () => {
  const host = (host_state: string) =>
    checkDrafts({ notification_type: 'PROBLEM', host: 'web-1', host_state, service: '' }, () => undefined)[0]
  expect(host('DOWN')).toMatchObject({ key: 'web-1', title: 'web-1 is DOWN', severity: 'critical' })
  expect(host('UNREACHABLE')).toMatchObject({ key: 'web-1', severity: 'high' })
  expect(checkKey('web-1', undefined)).toBe('web-1')
})

test('flapping is an alert of its own, which ends when it stops or is no longer looked for', () => {
  const [start] = service('FLAPPINGSTART', 'WARNING').drafts
  expect(start).toMatchObject({
    key: 'web-1!HTTP!flapping',
    state: 'firing',
    severity: 'low',
    title: 'HTTP on web-1 is flapping',
  })
  for (const type of ['FLAPPINGSTOP', 'FLAPPINGEND', 'FlappingDisabled']) {
    expect(service(type, 'OK').drafts).toMatchObject([{ key: 'web-1!HTTP!flapping', state: 'resolved' }])
  }
})

test('of a downtime nobody is told', () => {
  for (const type of ['DOWNTIMESTART', 'DOWNTIMEEND', 'DOWNTIMECANCELLED', 'DowntimeRemoved']) {
    expect(service(type, 'CRITICAL')).toEqual({ drafts: [], problems: [] })
  }
})

test('what is sent by hand while all is well is a try', () => {
  expect(service('CUSTOM', 'OK').drafts).toMatchObject([{ isTest: true, state: 'firing' }])
})

test('a type that nobody knows goes by the state of the check', () => {
  expect(service('ODD', 'CRITICAL').drafts[0]?.state).toBe('firing')
  expect(service('', 'OK')).toMatchObject({ drafts: [{ state: 'resolved' }], problems: [expect.any(String)] })
})

test('macros that were not filled mean nothing, and long output has its lines back', () => {
  const [draft] = service('PROBLEM', 'CRITICAL', {
    host_alias: '$HOSTALIAS$',
    service_output: 'a',
    long_service_output: 'b\\nc',
  }).drafts
  expect(draft?.annotations?.host_alias).toBeUndefined()
  expect(draft?.description).toBe('a\nb\nc')
  expect(isCheckNotification({ host: '$HOSTNAME$' })).toBe(false)
})

test('a macro of the object may name the service of ours', () => {
  expect(service('PROBLEM', 'CRITICAL', { business_service: 'checkout' }).drafts[0]?.labels).toMatchObject({
    service: 'checkout',
    check: 'HTTP',
  })
  expect(
    service('PROBLEM', 'CRITICAL', { business_service: '$_SERVICETOCSIN_SERVICE$' }).drafts[0]?.labels,
  ).not.toHaveProperty('service')
})
