import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { ANA } from '@tocsin/core/testing/directory.ts'
import { anOpening } from '@tocsin/core/testing/story.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { openIncident } from '../../shell/engine/open-incident.ts'
import { openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { runCommand } from '../../shell/engine/transact.ts'
import { createIsWanted } from './is-wanted.ts'

const BY_ANA = { kind: 'user', id: ANA, via: 'api' } as const

describeOnEachEngine('a page between two providers', (open) => {
  test('is wanted until somebody takes its incident, and wherever nobody can say', async () => {
    const bench = await openEngineBench(await open())
    const failures: unknown[] = []
    const isWanted = createIsWanted(bench.database.kysely, (error) => failures.push(error))
    const incident = await openIncident(bench.deps, BY_ANA, (id) => anOpening({ id }))
    const message = { incident, page: `${incident}/p1` } as unknown as PersonMessage
    expect(await isWanted(message)).toBe(true)
    await runCommand(bench.deps, incident, { type: 'Acknowledge', by: ANA }, BY_ANA)
    expect(await isWanted(message)).toBe(false)
    expect(await isWanted({ ...message, incident: 'INC-2020-000001' as typeof incident })).toBe(true)
    const broken = createIsWanted({} as typeof bench.database.kysely, (error) => failures.push(error))
    expect(await broken(message)).toBe(true)
    expect(failures).toHaveLength(1)
  })
})
