import { expect, test } from 'vitest'
import { describeOnServer } from './testing/on-server.ts'
import { settled } from './testing/start-test-server.ts'

const REFUSED = {
  failure: { code: 'refused', retry: 'never', cause: 'No such mailbox.' },
} as const

for (const engine of ['embedded', 'postgres'] as const)
  describeOnServer(engine, 'how Tocsin is doing', (start) => {
    test('the paging meter shows how fast the first pages were handed over', async () => {
      const server = await start()
      await server.receive('monitor', [{ key: 'a' }, { key: 'b' }])
      const { body } = await server.asKey('manager').get('/status/paging')
      expect(body.channels).toMatchObject([{ channel: 'email', pages: 2, misses: [] }])
      const [{ p50_ms, p99_ms, max_ms }] = body.channels
      expect([p50_ms >= 0, p50_ms <= p99_ms, p99_ms <= max_ms, max_ms < 60_000]).toEqual([true, true, true, true])
      expect(body.waiting).toEqual({ pages: 0, oldest_due_at: null })
    })

    test('a later step, which waits on purpose, does not count as slow', async () => {
      const server = await start()
      await server.receive('monitor', [{ key: 'a' }])
      const { body: list } = await server.as('ana').get('/incidents')
      await server.deps.clock.sleep(50)
      await server.as('ana').post(`/incidents/${list.items[0].id}/escalate`)
      await settled(server.database)
      expect(server.sent.map(({ user }) => user)).toEqual(['ana', 'bob'])
      const { body } = await server.asKey('manager').get('/status/paging')
      expect(body.channels).toMatchObject([{ channel: 'email', pages: 1 }])
    })

    test('pages that were given up are counted by channel and code', async () => {
      const server = await start(undefined, { deliver: async () => REFUSED })
      await server.receive('monitor', [{ key: 'a' }])
      const { body } = await server.asKey('manager').get('/status/paging')
      expect(body.channels[0]).toMatchObject({ channel: 'email', pages: 0, p50_ms: null })
      expect(body.channels[0].misses[0]).toMatchObject({ code: 'refused', count: expect.any(Number) })
    })

    test('the state of the system names engine, nodes, loops and queues', async () => {
      const server = await start()
      const { body } = await server.asKey('manager').get('/status/system')
      expect(body).toMatchObject({
        ...{ engine, version: '0.0.0', live_clients: 0 },
        nodes: [{ name: 'test', is_this: true, skew_ms: 0, is_skewed: false }],
        storage: { free_bytes: null, is_low: false, is_full: false },
      })
      expect(body.storage.database_bytes).toBeGreaterThan(1_000_000)
      expect(body.loops.find(({ loop }: { loop: string }) => loop === 'match')).toMatchObject({ is_silent: false })
      expect(body.queues.map(({ queue }: { queue: string }) => queue)).toEqual([
        ...['send:page', 'send:chat', 'send:status', 'send:digest', 'send:sync', 'alert_work', 'wakes_due'],
      ])
    })
  })
