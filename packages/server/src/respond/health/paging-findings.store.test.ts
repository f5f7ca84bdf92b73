import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { templateKind } from '../../shell/config/template-configuration.ts'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { systemClock } from '../../shell/ports/clock.ts'
import { FINDINGS, type PagingAudit } from '../audit-paging.ts'
import { createWordsFailed, listTemplateProblems } from '../templates/template-problems.ts'
import { insertFindings, listFindings } from './paging-findings.queries.ts'

const MONDAY = Date.UTC(2026, 0, 5, 9) as Instant
const DAY = 86_400_000
const INCIDENT = 'INC-2026-000001' as IncidentId

function anAudit(findings: Partial<PagingAudit['findings']>): PagingAudit {
  return {
    findings: { ...(Object.fromEntries(FINDINGS.map((each) => [each, 0])) as PagingAudit['findings']), ...findings },
    incidents: new Map([['lost_page', [INCIDENT]]]),
    ...{ isWhole: true, tookMs: 5 },
  }
}

describeOnEachEngine('what is wrong with paging', (open) => {
  test('findings of the auditor are kept with their incidents, and an audit without any leaves nothing', async () => {
    const { kysely } = await open()
    await insertFindings(kysely, anAudit({}), MONDAY)
    await insertFindings(kysely, anAudit({ lost_page: 2, overdue_wake: 1 }), MONDAY)
    await insertFindings(kysely, anAudit({ lost_page: 2 }), MONDAY)
    expect(await listFindings(kysely, (MONDAY - DAY) as Instant)).toEqual([
      { at: MONDAY, finding: 'lost_page', count: 2, incidents: [INCIDENT] },
      { at: MONDAY, finding: 'overdue_wake', count: 1, incidents: [] },
    ])
    await insertFindings(kysely, anAudit({ lost_wake: 1 }), (MONDAY + 100 * DAY) as Instant)
    expect(await listFindings(kysely, MONDAY)).toMatchObject([{ finding: 'lost_wake' }])
  })

  test('a template that failed is told with its newest page, and one that would fail without', async () => {
    const { kysely } = await open()
    await templateKind.save(kysely, { id: 'sms-en', subject: null, body: '{{ incident.id }}', owned_by: 'app' })
    await templateKind.save(kysely, { id: 'mail-ja', subject: null, body: '\n{% if %}', owned_by: 'app' })
    const failed = createWordsFailed(kysely, { log: { error: () => {}, warn: () => {}, info: () => {} } })
    const problem = { template: 'sms-en', problem: 'body 1:1: template render limit exceeded' }
    for (const later of [0, 1_000, 60_000])
      failed(problem, { incident: INCIDENT } as never, (MONDAY + later) as Instant)
    const told = async () => (await listTemplateProblems(kysely)).find(({ template }) => template === 'sms-en')
    for (let tries = 0; (await told())?.at !== MONDAY + 60_000 && tries < 200; tries++) await systemClock.sleep(10)
    expect(await listTemplateProblems(kysely)).toEqual([
      { ...problem, at: MONDAY + 60_000, incident: INCIDENT },
      { template: 'mail-ja', problem: expect.stringContaining('(in the template at 2:'), at: null, incident: null },
    ])
  })
})
