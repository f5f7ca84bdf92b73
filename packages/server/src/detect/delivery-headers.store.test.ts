import { afterEach, expect, test } from 'vitest'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { REDACTED } from './kept-headers.ts'
import { type DoorServer, KEYS, startDoorServer } from './testing/door-server.ts'

describeOnEachEngine('the headers of a request whose body is kept', (open) => {
  let server: DoorServer
  afterEach(() => server.stop())

  test('are kept with it, those that may hold a secret by their names alone', async () => {
    server = await startDoorServer(await open())
    const headers = { 'X-Team': 'payments ✓ \\ "', Authorization: 'Bearer s3cret', 'X-Hub-Signature': 'abc' }
    const encoded = { ...headers, 'X-Team': encodeURIComponent(headers['X-Team']) }
    expect((await server.post(`/in/json/${KEYS.json}`, { title: 'Disk full', id: 'd1' }, encoded)).status).toBe(200)
    const [kept] = await server.bench.rows('deliveries')
    expect(kept?.headers).toMatchObject({
      'x-team': encodeURIComponent(headers['X-Team']),
      authorization: REDACTED,
      'x-hub-signature': REDACTED,
      'content-type': 'application/json',
    })
    expect(JSON.stringify(kept)).not.toContain('s3cret')
  })
})
