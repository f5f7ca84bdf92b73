import { type IncidentCommand, run } from '@tocsin/core/incident.ts'
import { aDirectory } from '@tocsin/core/testing/directory.ts'
import { anAlert } from '@tocsin/core/testing/story.ts'
import { at, START } from '@tocsin/core/testing/time.ts'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../database/open-database.ts'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { createSqlStore } from './sql-store.ts'
import type { IncidentSave, Store } from './store.ts'
import { alertOf, anIncident, changed, incidentId, SOURCE } from './testing/builders.ts'
import { readTable } from './testing/read-table.ts'

const ALERTS = 60

type Step = { kind: 'attach' | 'clear'; numbers: number[]; episode: number } | { kind: 'note' }

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: ALERTS }), { minLength: 1, maxLength: 12 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('attach' as const), numbers, episode: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('clear' as const), numbers, episode: fc.constant(3) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'note' as const }) },
)

function commandOf(each: Step): IncidentCommand {
  if (each.kind === 'note') return { type: 'AddNote', text: 'Seen.' }
  const alerts = each.numbers.map((n) => anAlert(alertOf(`alert ${n}`), { episode: each.episode }))
  if (each.kind === 'attach') return { type: 'AttachAlerts', alerts, because: 'joined_open_group' }
  return { type: 'ClearAlerts', alerts, because: 'recovered' }
}

/** Undefined when there is nothing to do. */
function nextOf(before: IncidentSave, each: Step): IncidentSave | undefined {
  const command = commandOf(each)
  const context = { at: START, actor: { kind: 'source', id: SOURCE }, directory: aDirectory() } as const
  const outcome = run(before.state, command, context)
  return 'facts' in outcome && outcome.facts.length > 0 ? changed(before, command, START) : undefined
}

describeOnEachEngine('the alerts of an incident', (open) => {
  let database: Database
  let here: Store
  beforeEach(async () => {
    database = await open()
    here = createSqlStore(database.kysely)
  })

  const save = (store: Store, each: IncidentSave) => store.transaction((tx) => tx.saveIncidents([each]))
  const load = async (store: Store, n: number) =>
    (await store.transaction((tx) => tx.loadIncidents([incidentId(n)]))).get(incidentId(n))
  const attach = (before: IncidentSave, from: number, count: number) =>
    changed(
      before,
      commandOf({ kind: 'attach', episode: 1, numbers: Array.from({ length: count }, (_, index) => from + index) }),
      at('1m'),
    )

  test('whatever came and went, who wrote it and who never saw it read the same', async () => {
    let n = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 70 }), async (history) => {
        n += 1
        let last = anIncident(n)
        await save(here, last)
        for (const each of history) {
          const next = nextOf(last, each)
          if (!next) continue
          last = next
          await save(here, last)
        }
        const { state, lastHash } = last
        expect(await load(here, n)).toEqual({ state, lastHash })
        expect(await load(createSqlStore(database.kysely), n)).toEqual({ state, lastHash })
        const rows = await readTable(database.pool, 'incidents')
        expect(rows.find(({ id }) => id === incidentId(n))?.state).toEqual(JSON.parse(JSON.stringify(state)))
      }),
      { numRuns: 6 },
    )
  }, 120_000)

  test('a long list is left as it is while single alerts join', async () => {
    const opened = anIncident(1)
    const many = attach(opened, 1, 40)
    const more = attach(many, 41, 1)
    for (const each of [opened, many, more]) await save(here, each)
    const [row] = await database.kysely.selectFrom('incidents').selectAll().execute()
    expect(row?.version).toBe(more.state.version)
    expect(row?.alert_episodes_version).toBe(opened.state.version)
    expect((await load(createSqlStore(database.kysely), 1))?.state).toEqual(more.state)
  })

  test('what was never committed is not remembered', async () => {
    const opened = anIncident(1)
    await save(here, opened)
    const undone = here.transaction(async (tx) => {
      await tx.saveIncidents([attach(opened, 1, 30)])
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect((await load(here, 1))?.state).toEqual(opened.state)
    const other = attach(opened, 31, 20)
    await save(createSqlStore(database.kysely), other)
    expect((await load(here, 1))?.state).toEqual(other.state)
  })

  test('what another node added is seen', async () => {
    const opened = attach(anIncident(1), 1, 30)
    const first = { ...opened, expectedVersion: 0, facts: [...anIncident(1).facts, ...opened.facts] }
    await save(here, first)
    const second = attach(opened, 31, 20)
    await save(createSqlStore(database.kysely), second)
    expect((await load(here, 1))?.state).toEqual(second.state)
  })
})
