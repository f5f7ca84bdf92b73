import type { Net } from '@tocsin/adapters/out/net.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory } from '@tocsin/core/testing/directory.ts'
import { anOpening, person } from '@tocsin/core/testing/story.ts'
import { startTwilioStandin } from '@tocsin/standins/twilio.ts'
import { expect, onTestFinished, test } from 'vitest'
import { createFileKeeper } from '../../record/keep-files.ts'
import { cleanUp } from '../../shell/app/retention.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { transact } from '../../shell/engine/transact.ts'
import { createSystemNet } from '../../shell/ports/net.ts'
import { signCallback } from '../../shell/secrets/callback-links.ts'
import { createSecrets } from '../../shell/secrets/sealed-box.ts'
import { takeHotlineStep } from './hotline.ts'
import { createRecordingLoop } from './hotline-recording-loop.ts'

const ID = 'INC-2026-000001' as IncidentId
const PUBLIC = 'https://tocsin.example.com'
const MP3 = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(2_000, 0x9a)])
const KEPT = /^What the caller of the hot line said: \[hot-line-message-12s\.mp3\]\(\/api\/v1\//
const HOUR_MS = 3_600_000

/** An incident of a call, at whose end the caller left a message; Twilio has it. */
async function begin(database: Database) {
  const bench = await openEngineBench(database, aDirectory())
  const twilio = await startTwilioStandin({ now: bench.clock.now })
  const net = createSystemNet()
  const download = present(net.download, 'a network that fetches files')
  onTestFinished(async () => {
    await twilio.close()
    net.close()
  })
  const { sid, token } = twilio.account
  const account = { provider: 'twilio', account_sid: sid, auth_token: token, from: '+12025550100', url: twilio.url }
  const configs: Record<string, object | undefined> = { voice: { ...account, hotline: 'on' } }
  const secrets = createSecrets({ current: Buffer.alloc(32, 7), older: [] }, bench.deps.ids)
  await transact(bench.deps, async (unit) => void unit.run(ID, anOpening({ id: ID }), person(ANA)))
  const never = () => Promise.reject(new Error('nobody asks for this'))
  const deps = {
    ...{ db: database.kysely, engine: bench.deps, net, secrets, publicUrl: () => PUBLIC },
    ...{ channelConfig: (channel: string) => configs[channel], keepFiles: createFileKeeper(bench.deps.ids) },
    ...{ report: never, optedOut: never, optedIn: never },
  }
  const url = twilio.record(MP3)
  const link = { incident: ID, page: 'hotline' as PageId, person: 'phone-1' as UserId }
  const callback = `${PUBLIC}/callback/hotline/${signCallback(secrets, link, bench.clock.now())}?step=mail`
  return {
    ...{ ...bench, twilio, configs, download, url, file: `${url}.mp3` },
    /** What Twilio tells when the caller has hung up. */
    async leave() {
      const { body, headers } = twilio.request(callback, { RecordingUrl: url, RecordingDuration: '12' })
      const token = callback.slice(callback.lastIndexOf('/') + 1).replace(/\?.*/, '')
      const answer = await takeHotlineStep(deps, token, { url: callback, headers, body: Buffer.from(body) })
      expect(answer.status).toBe(200)
    },
    /** A node that knows nothing but what is in the database. */
    node: (fetching: Download = download) =>
      createRecordingLoop({ ...deps, net: { ...net, download: fetching } }).round,
    clean: () => cleanUp(database.kysely, {}, bench.clock.now(), new AbortController().signal),
    fetches: () => twilio.requests().map(({ answered }) => answered),
    notes: async () => (await bench.facts(ID)).flatMap((fact) => (fact.type === 'NoteAdded' ? [fact.text] : [])),
    files: async () => (await bench.rows('attachments')).map(({ name }) => name),
    async work(round: () => Promise<{ isMore: boolean; dueAt: number | null }>) {
      return (await bench.finish(round)).dueAt
    },
  }
}

type Download = NonNullable<Net['download']>

/** A provider that does not answer before the test says so; `asked` resolves when it was asked. */
function holdBack(download: Download) {
  const [asked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const held: Download = async (request) => {
    asked.resolve()
    await released.promise
    return download(request)
  }
  return { held, asked: asked.promise, release: () => released.resolve() }
}

describeOnEachEngine('the message that a caller of the hot line left', (open) => {
  test('is fetched after two failures, with pauses that grow, by a node that was started in between', async () => {
    const { twilio, leave, node, work, clock, clean, fetches, notes, files, rows } = await begin(await open())
    twilio.failNext(503)
    twilio.failNext(404)
    await leave()
    expect(await work(node())).toBe(clock.now() + 3_000)
    expect(await rows('hotline_recordings')).toMatchObject([{ attempts: 1, problem: 'Twilio answers 503' }])
    // Twilio tells once more, as our answer was lost: that changes nothing.
    await leave()
    expect(await work(node())).toBe(clock.now() + 3_000)
    clock.forward('3s')
    expect(await work(node())).toBe(clock.now() + 10_000)
    expect(await files()).toEqual([])
    clock.forward('10s')
    expect(await work(node())).toBeNull()
    expect(fetches()).toEqual([503, 404, 200])
    expect(await notes()).toEqual([
      expect.stringContaining('left a message of 12 seconds'),
      expect.stringMatching(KEPT),
    ])
    expect(await files()).toEqual(['hot-line-message-12s.mp3'])
    clock.forward('24h')
    expect(await work(node())).toBeNull()
    expect(fetches()).toHaveLength(3)
    clock.forward('30d')
    await clean()
    expect(await rows('hotline_recordings')).toEqual([])
  })

  test('is fetched by another node when the one that had begun died without a word', async () => {
    const { leave, node, work, clock, download, fetches, notes, files } = await begin(await open())
    await leave()
    const silent = holdBack(download)
    void node(silent.held)()
    await silent.asked
    expect(await work(node())).toBe(clock.now() + 120_000)
    expect(fetches()).toEqual([])
    clock.forward('2m')
    expect(await work(node())).toBeNull()
    expect(await files()).toHaveLength(1)
    expect((await notes()).filter((text) => KEPT.test(text))).toHaveLength(1)
  })

  test('is kept once by two nodes that look at the same time, and by one that was slower than its lease', async () => {
    const { leave, node, work, clock, download, fetches, notes, files } = await begin(await open())
    await leave()
    const slow = holdBack(download)
    const late = node(slow.held)()
    await slow.asked
    await Promise.all([work(node()), work(node())])
    clock.forward('2m')
    await Promise.all([work(node()), work(node())])
    slow.release()
    await late
    expect(fetches()).toEqual([200, 200])
    expect(await files()).toHaveLength(1)
    expect((await notes()).filter((text) => KEPT.test(text))).toHaveLength(1)
  })

  test('is given up within a day, and the timeline says where to download it', async () => {
    const { twilio, leave, node, work, clock, fetches, notes, files, file } = await begin(await open())
    twilio.failNext(503, 100)
    await leave()
    const from = clock.now()
    const pauses: number[] = []
    for (let due = await work(node()); due !== null; due = await work(node())) {
      pauses.push(due - clock.now())
      clock.forward(`${(due - clock.now()) / 1_000}s`)
    }
    expect(Math.max(...pauses)).toBe(HOUR_MS)
    expect(clock.now() - from).toBeLessThanOrEqual(24 * HOUR_MS)
    expect(clock.now() - from).toBeGreaterThan(23 * HOUR_MS)
    expect(fetches()).toHaveLength(31)
    expect((await notes()).at(-1)).toBe(
      `The message of the caller of the hot line could not be fetched from Twilio in 31 attempts: Twilio answers 503. Download it by hand, with the credentials of the account: ${file}`,
    )
    clock.forward('24h')
    expect(await work(node())).toBeNull()
    expect(fetches()).toHaveLength(31)
    expect(await files()).toEqual([])
  })

  test('waits while telephone calls do not go through Twilio, and is given up at once where another attempt is no use', async () => {
    const { twilio, configs, leave, node, work, clock, fetches, notes, file } = await begin(await open())
    await leave()
    const { voice } = configs
    configs.voice = undefined
    expect(await work(node())).toBe(clock.now() + 3_000)
    configs.voice = { ...voice, account_sid: `AC${'0'.repeat(32)}` }
    clock.forward('3s')
    expect(await work(node())).toBeNull()
    expect(fetches()).toEqual([])
    expect((await notes()).at(-1)).toBe(
      `The message of the caller of the hot line was not kept: it stands in another account of Twilio than the one of today. Download it by hand, with the credentials of the account: ${file}`,
    )
    expect(twilio.taken()).toEqual([])
  })

  test('is no file of the incident where it is no recording, which the timeline says', async () => {
    const database = await open()
    const { twilio, leave, node, work, notes, files } = await begin(database)
    twilio.failNext({ status: 200, headers: { 'content-type': 'audio/mpeg' }, body: Buffer.from([0, 1, 2, 3]) })
    await leave()
    expect(await work(node())).toBeNull()
    expect((await notes()).at(-1)).toContain('was not kept: the incident holds as many files as it can')
    const { rows } = await database.pool.query('select due_at, problem from hotline_recordings')
    expect(rows).toEqual([{ due_at: null, problem: expect.stringContaining('it is no recording') }])
    expect(await files()).toEqual([])
  })
})
