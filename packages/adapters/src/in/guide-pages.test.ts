import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { guideOfSystem } from './registry.ts'

// The pages of docs/doors show what the guides give, so that whoever reads them pastes what is tested.

const SYSTEMS = [
  'grafana',
  'signoz',
  'datadog',
  'aws-cloudwatch',
  'json',
  'heartbeat',
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
  'syslog',
  'json-stream',
  'email',
]

/** An address alone, a header and a command to try it out need no place of their own on a page. */
const LEFT_OUT = /^(?:curl|curlResolve|uptimeKumaHeaders|datadogHeaders|mailAddress)$/

describe.each(SYSTEMS)('the page of %s', (system) => {
  const path = join(import.meta.dirname, '../../../../docs/doors', `${system}.md`)
  const page = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const address = `https://tocsin.example.com/in/${system}/<key>`

  test('says how to set it up, and what becomes what', () => {
    for (const heading of ['## Set up', '## What becomes what', '## Good to know']) expect(page).toContain(heading)
    expect(page).toContain(`system \`${system}\``)
  })

  test('shows what the guide gives, word for word', () => {
    for (const [name, make] of Object.entries(guideOfSystem(system))) {
      const text = make({ key: '<key>', addresses: [address], hasSecret: false })
      if (text !== address && !LEFT_OUT.test(name)) expect(page).toContain(`\n${text}\n\`\`\``)
    }
  })
})
