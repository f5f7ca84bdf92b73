import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { present } from '@tocsin/core/kernel/assert.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InAdapter } from './door.ts'
import { findInAdapter } from './registry.ts'
import { CONTEXT, doorRequest } from './testing/door-request.ts'
import { deepJson, expectSound, hostileBody } from './testing/hostile-body.ts'

// What holds of every door that is made with webhook.ts: each sample is read, and nothing that comes in makes it throw.

const SYSTEMS = [
  'newrelic',
  'elastic',
  'splunk',
  'sentry',
  'azure-monitor',
  'gcp-monitoring',
  'uptime-kuma',
  'pingdom',
  'statuscake',
  'zabbix',
  'nagios',
  'icinga',
  'pagerduty-webhooks',
  'jira',
  'servicenow',
  'zendesk',
  'github',
  'gitlab',
  'argocd',
  'json-change',
]

/** Samples of events that come along and say nothing of what is wrong or was changed. */
const SAYS_NOTHING: Readonly<Record<string, RegExp>> = {
  'pagerduty-webhooks':
    /^(?:service-updated|incident-(?:annotated|action_invocation|conference_bridge|custom_field|responder|role|status_update|task|workflow).*)\.json$/,
  jira: /^comment_/,
  github: /^(?:check_run|pull_request|status|push-delete-or-tag)/,
  gitlab: /^(?:job|merge-request|tag|pipeline)-event/,
}

/** Samples that are no request of the sender: what tests of signatures compute with. */
const NO_REQUEST = 'signature-test-vector.json'

function samplesOf(system: string): [string, string][] {
  const folder = join(import.meta.dirname, system, 'payloads')
  return readdirSync(folder)
    .filter((name) => name !== 'SOURCES.md' && name !== NO_REQUEST)
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')])
}

/** Every name of a field in the samples, which are the names that the format knows. */
function namesIn(samples: readonly (readonly [string, string])[]): string[] {
  const names = samples.flatMap(([, text]) => [...text.matchAll(/"([\w.-]{1,40})"\s*:/g)].map(([, name]) => name ?? ''))
  return [...new Set([...names, 'data', 'title', 'state', 'severity', 'tags', 'labels', 'date'])]
}

describe.each(SYSTEMS)('the door of %s', (system) => {
  const adapter: InAdapter = present(findInAdapter(system), system)
  const samples = samplesOf(system)

  test.each(samples)('%s is read without a complaint', (name, text) => {
    const type = name.endsWith('.txt') ? 'application/x-www-form-urlencoded' : 'application/json'
    const reading = adapter.read(doorRequest(text, { headers: { 'content-type': type } }), CONTEXT)
    expect(reading.reply.status).toBe(200)
    expect(reading.problems).toEqual([])
    const found = reading.signals.length + reading.changes.length
    if (SAYS_NOTHING[system]?.test(name)) expect(found).toBe(0)
    else expect(found).toBeGreaterThan(0)
    expectSound(reading, [200])
  })

  test('nothing that comes in makes it throw or answer oddly', () => {
    const bodies = hostileBody(
      namesIn(samples),
      samples.map(([, text]) => text),
    )
    const types = [
      'application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'no type ;;',
    ]
    fc.assert(
      fc.property(bodies, fc.constantFrom(...types), (body, type) => {
        expectSound(adapter.read(doorRequest(body, { headers: { 'content-type': type } }), CONTEXT), [200, 400])
      }),
      { numRuns: 300 },
    )
  })

  test('nesting without end is refused or cut', () => {
    const deep = deepJson(10_000)
    const names = namesIn(samples)
    for (const name of names) expectSound(adapter.read(doorRequest(`{"${name}":${deep}}`), CONTEXT), [200, 400])
    expectSound(adapter.read(doorRequest(deep), CONTEXT), [400])
  })

  test('what is no notification of it is refused with a sentence', () => {
    for (const body of ['', '[]', '"x"', '{}', '{"hello":"world"}', 'no json']) {
      const { reply, signals, problems } = adapter.read(doorRequest(body), CONTEXT)
      expect([body, reply.status, signals]).toEqual([body, 400, []])
      expect(JSON.parse(reply.body)).toEqual({ status: 'error', error: problems[0] })
      expect(problems[0]?.length).toBeGreaterThan(20)
    }
    expect(adapter.read(doorRequest('{}', { method: 'DELETE' }), CONTEXT).reply.status).toBe(405)
  })

  test('a body that is too large is refused, and a busy moment sends it away with a time to come back', () => {
    expect(adapter.tooLarge().status).toBe(413)
    expect(adapter.busy()).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
  })
})
