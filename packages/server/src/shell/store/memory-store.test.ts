import { START } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { createMemoryStore } from './memory-store.ts'
import { StoreConflict } from './store.ts'
import { anIncident, aWake, begin, incidentId, oneSignal } from './testing/builders.ts'

/** Turns that the test lets pass one by one, or makes fail. */
function createGate() {
  const waiting: { label: string; pass: () => void; fail: (error: Error) => void }[] = []
  return {
    turn: (label: string) => new Promise<void>((pass, fail) => waiting.push({ label, pass, fail })),
    labels: () => waiting.map(({ label }) => label),
    async pass() {
      waiting.shift()?.pass()
      await settled()
    },
    async fail() {
      waiting.shift()?.fail(new Error('killed'))
      await settled()
    },
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('every statement and every commit waits for its turn', async () => {
  const gate = createGate()
  const store = createMemoryStore()
  const node = store.connect(gate.turn)
  const done = node.transaction(async (tx) => {
    await tx.saveWakes([aWake('a')])
    await tx.deleteWakes(['b'])
  })
  for (const label of ['saveWakes', 'deleteWakes', 'commit']) {
    await settled()
    expect(gate.labels()).toEqual([label])
    expect(store.contents('wakes')).toEqual([])
    await gate.pass()
  }
  expect(gate.labels()).toEqual(['committed'])
  expect(store.contents('wakes')).toHaveLength(1)
  await gate.pass()
  await done
})

test('a connection that is lost before the commit leaves nothing, after it everything but the answer', async () => {
  for (const [turns, expected] of [
    [0, 0],
    [1, 0],
    [2, 1],
  ] as const) {
    const gate = createGate()
    const store = createMemoryStore()
    const accepted = store.connect(gate.turn).transaction((tx) => tx.accept(oneSignal('0m')))
    accepted.catch(() => {})
    await settled()
    for (let turn = 0; turn < turns; turn++) await gate.pass()
    await gate.fail()
    await expect(accepted).rejects.toThrow('killed')
    expect(store.contents('alerts')).toHaveLength(expected)
  }
})

test('a statement of its own commits with itself, and waits once more only when it wrote', async () => {
  const gate = createGate()
  const store = createMemoryStore()
  const node = store.connect(gate.turn)
  const reading = node.nextWakeDue()
  const writing = node.accept(oneSignal('0m'))
  await settled()
  await gate.pass()
  expect(await reading).toBeNull()
  await gate.pass()
  expect([gate.labels(), store.contents('alerts').length]).toEqual([['committed'], 1])
  await gate.pass()
  expect(await writing).toMatchObject([{ transition: 'fired' }])
})

test('a severed connection gives its locks back, and does nothing any more', async () => {
  const store = createMemoryStore()
  await store.transaction((tx) => tx.saveIncidents([anIncident(1)]))
  const node = store.connect(() => Promise.resolve())
  const dying = await begin(node)
  await dying.tx.loadIncidents([incidentId(1)])
  await dying.tx.saveWakes([aWake('of the dead')])
  const waiting = store.transaction((tx) => tx.loadIncidents([incidentId(1)]))
  node.sever()
  expect((await waiting).size).toBe(1)
  await expect(dying.tx.saveWakes([aWake('later')])).rejects.toThrow()
  await expect(node.nextWakeDue()).rejects.toThrow('the connection was lost')
  expect(store.contents('wakes')).toEqual([])
})

test('a statement that waits for a lock ends with its connection', async () => {
  const store = createMemoryStore()
  await store.transaction((tx) => tx.saveIncidents([anIncident(1)]))
  const holder = await begin(store)
  await holder.tx.loadIncidents([incidentId(1)])
  const node = store.connect(() => Promise.resolve())
  const waiting = node.transaction((tx) => tx.loadIncidents([incidentId(1)]))
  waiting.catch(() => {})
  await settled()
  node.sever()
  await expect(waiting).rejects.toThrow('the connection was lost')
  await holder.commit()
  expect((await store.transaction((tx) => tx.loadIncidents([incidentId(1)]))).size).toBe(1)
})

test('whoever closes a circle of three is turned away', async () => {
  const store = createMemoryStore()
  await store.transaction((tx) => tx.saveIncidents([anIncident(1), anIncident(2), anIncident(3)]))
  const [a, b, c] = [await begin(store), await begin(store), await begin(store)]
  await a.tx.loadIncidents([incidentId(1)])
  await b.tx.loadIncidents([incidentId(2)])
  await c.tx.loadIncidents([incidentId(3)])
  const first = a.tx.loadIncidents([incidentId(2)])
  const second = b.tx.loadIncidents([incidentId(3)])
  await expect(c.tx.loadIncidents([incidentId(1)])).rejects.toThrow(StoreConflict)
  await c.rollback()
  await second
  await b.commit()
  await first
  await a.commit()
})

test('after a failed statement a transaction can only end', async () => {
  const store = createMemoryStore()
  await store.transaction((tx) => tx.saveIncidents([anIncident(1)]))
  const done = store.transaction(async (tx) => {
    await expect(tx.saveIncidents([anIncident(1)])).rejects.toThrow(StoreConflict)
    await tx.saveWakes([aWake('a', { due: START })])
  })
  await expect(done).rejects.toThrow('in a transaction that failed')
})

test('what jsonb refuses is refused', async () => {
  const store = createMemoryStore()
  const save = (body: string) => store.transaction((tx) => tx.saveWakes([aWake('a', { body })]))
  await expect(save('a\0b')).rejects.toThrow('jsonb')
  await expect(save('half \ud83d')).rejects.toThrow('jsonb')
  await save('a whole \u{1f600}, and \\u0000 in so many letters')
  expect(store.contents('wakes')).toHaveLength(1)
})
