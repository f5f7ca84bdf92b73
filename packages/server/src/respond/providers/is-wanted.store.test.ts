import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { ANA } from '@tocsin/core/testing/directory.ts'
import { anOpening } from '@tocsin/core/testing/story.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { openIncident } from '../../shell/engine/open-incident.ts'
import { openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { runCommand } from '../../shell/engine/transact.ts'
import { createIsAnyWanted } from './is-wanted.ts'

const BY_ANA = { kind: 'user', id: ANA, via: 'api' } as const

describeOnEachEngine('a page between two providers', (open) => {
  test('is wanted until somebody takes its incident, and wherever nobody can say', async () => {
    const bench = await openEngineBench(await open())
    const failures: unknown[] = []
    const isAnyWanted = createIsAnyWanted(bench.database.kysely, (error) => failures.push(error))
    const incident = await openIncident(bench.deps, BY_ANA, (id) => anOpening({ id }))
    const other = await openIncident(bench.deps, BY_ANA, (id) => anOpening({ id, groupKey: 'other' }))
    const unanswered = { incident: other, page: `${other}/p1` } as unknown as PersonMessage
    const message = { incident, page: `${incident}/p1` } as unknown as PersonMessage
    expect(await isAnyWanted([message])).toBe(true)
    await runCommand(bench.deps, incident, { type: 'Acknowledge', by: ANA }, BY_ANA)
    expect(await isAnyWanted([message])).toBe(false)
    expect(await isAnyWanted([{ ...message, incident: 'INC-2020-000001' as typeof incident }])).toBe(true)
    expect(await isAnyWanted([message, unanswered])).toBe(true)
    const broken = createIsAnyWanted({} as typeof bench.database.kysely, (error) => failures.push(error))
    expect(await broken([message])).toBe(true)
    expect(failures).toHaveLength(1)
  })
})
