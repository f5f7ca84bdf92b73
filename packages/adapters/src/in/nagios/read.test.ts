import { expect, test } from 'vitest'
import { at } from '../testing/door-request.ts'
import { signalIn, signalOfSample } from '../testing/reading-of.ts'
import { guide } from './guide.ts'
import { nagios } from './read.ts'

const sample = (name: string) => signalOfSample(nagios, name)

test('a service that breaks, is acknowledged and recovers is one alert', () => {
  expect(sample('service-problem.json')).toMatchObject({
    key: 'web-1!HTTP',
    state: 'firing',
    title: 'HTTP on web-1 is CRITICAL',
    description: 'HTTP CRITICAL: HTTP/1.1 503 Service Unavailable - 212 bytes in 0.010 second response time',
    severity: 'critical',
    labels: { host: 'web-1', check: 'HTTP' },
    annotations: { host_alias: 'web-1.example.com', address: '10.0.0.11' },
    startedAt: at('2026-03-02T10:11:05Z'),
  })
  expect(sample('service-acknowledgement.json')).toMatchObject({
    key: 'web-1!HTTP',
    state: 'acknowledged',
    annotations: { comment: 'jdoe: on it' },
  })
  expect(sample('service-recovery.json')).toMatchObject({
    key: 'web-1!HTTP',
    state: 'resolved',
    endedAt: at('2026-03-02T10:11:05Z'),
  })
})

test('a host has an alert of its own', () => {
  expect(sample('host-down.json')).toMatchObject({
    key: 'web-1',
    title: 'web-1 is DOWN',
    description: 'PING CRITICAL - Packet loss = 100%',
  })
  expect(sample('flapping-start.json')).toMatchObject({ key: 'web-1!HTTP!flapping', severity: 'low' })
})

/** The command as Nagios and the shell make it: macros filled, quotes taken off, fields encoded. */
function bodyOf(name: string, macros: Record<string, string>): string {
  const text =
    guide.nagiosCommands?.({ key: 'k', addresses: ['https://t.example.com/in/nagios/k'], hasSecret: false }) ?? ''
  const line = text.split('define command').find((part) => part.includes(name)) ?? ''
  const fields = [...line.matchAll(/--data-urlencode '(\w+)=\$(\w+)\$'/g)]
  return new URLSearchParams(
    fields.map(([, field = '', macro = '']) => [field, macros[macro] ?? `$${macro}$`]),
  ).toString()
}

test('what the commands of the guide post is read', () => {
  const macros = {
    NOTIFICATIONTYPE: 'PROBLEM',
    HOSTNAME: 'web-1',
    SERVICEDESC: 'HTTP',
    SERVICESTATE: 'WARNING',
    SERVICEOUTPUT: 'slow & 5% late',
    TIMET: '1772446265',
    HOSTSTATE: 'DOWN',
    HOSTOUTPUT: 'gone',
  }
  expect(signalIn(nagios, bodyOf('notify-service-by-tocsin', macros))).toMatchObject({
    key: 'web-1!HTTP',
    severity: 'medium',
    description: 'slow & 5% late',
    labels: { host: 'web-1', check: 'HTTP' },
  })
  expect(signalIn(nagios, bodyOf('notify-host-by-tocsin', macros))).toMatchObject({
    key: 'web-1',
    severity: 'critical',
    description: 'gone',
  })
})
