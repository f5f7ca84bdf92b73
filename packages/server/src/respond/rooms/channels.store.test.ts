import type { Net } from '@tocsin/adapters/out/net.ts'
import type { IncidentCommand } from '@tocsin/core/incident.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { type IncidentChannelSettings, USUAL_CHANNEL } from '@tocsin/core/people/rooms.ts'
import { ANA, aContact, aDirectory, aUser, BOB } from '@tocsin/core/testing/directory.ts'
import { anOpening, person } from '@tocsin/core/testing/story.ts'
import { type SlackStandin, startSlackStandin } from '@tocsin/standins/slack.ts'
import { expect, onTestFinished, test } from 'vitest'
import { startRooms } from '../../shell/app/node-rooms.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { transact } from '../../shell/engine/transact.ts'
import { createSystemNet } from '../../shell/ports/net.ts'
import { createSecrets } from '../../shell/secrets/sealed-box.ts'
import { createReporter } from '../report-attempts.ts'
import { createSendLoop } from '../send-loop.ts'

const ID = 'INC-2026-000001' as IncidentId
const OPENING = anOpening({ id: ID, title: 'Payment API: down & out' })
const P1: IncidentCommand = { type: 'OverridePriority', priority: 'P1', reason: 'all shops' }
const ASK: IncidentCommand = { type: 'RequestChannel', because: 'set_by_hand' }

function world(settings: Partial<IncidentChannelSettings> = {}) {
  const ana = aUser('ana', { contacts: [aContact('slack', { channel: 'slack', to: 'U0ANA' }), aContact('mail')] })
  const directory = aDirectory({ users: [ana] })
  const incidentChannels = { ...USUAL_CHANNEL, enabled: true, priorities: ['P1' as const], ...settings }
  return { ...directory, settings: { ...directory.settings, incidentChannels } }
}

/** A node without its doors, and a Slack that checks what Slack checks. */
async function begin(database: Database, settings: Partial<IncidentChannelSettings> = {}, config: object = {}) {
  const bench = await openEngineBench(database, world(settings))
  const slack = await startSlackStandin({ now: bench.clock.now })
  slack.addMember('U0ANA', 'ana@example.com')
  slack.addMember('U0BOB', 'bob@example.com')
  const net = createSystemNet()
  onTestFinished(async () => {
    await slack.close()
    net.close()
  })
  const channelConfig = () => ({ token: slack.token, url: slack.url, ...config })
  /** A node that goes by this net. */
  const node = (port: Net = net) => {
    const secrets = createSecrets({ current: Buffer.alloc(32, 7), older: [] }, bench.deps.ids)
    const parts = { database, ports: { net: port }, secrets, publicUrl: () => 'https://tocsin.example.com' }
    return startRooms(parts, bench.deps, channelConfig).channels
  }
  const loop = node()
  const never = () => Promise.reject(new Error('no message to a person is of this class'))
  const room = { sendClass: 'chat' as const, concurrencyMax: 4, channelMax: 4 }
  const chat = createSendLoop(bench.deps, room, 'node 1', never, createReporter(bench.deps))
  const hear = async () => {
    await chat.round()
    await chat.drained()
  }
  return {
    ...{ ...bench, slack, net, node, loop, hear },
    run: (command: IncidentCommand, actor = person(ANA)) =>
      transact(bench.deps, async (unit) => {
        if (command.type !== 'OpenIncident') await unit.load([ID])
        expect(unit.run(ID, command, actor)).toHaveProperty('facts')
      }),
    /** From the outbox to Slack. */
    async show() {
      await hear()
      await bench.finish(loop.round)
    },
    forward: (span: string) => bench.clock.forward(span),
    channel: () => slack.rooms().at(-1),
    row: async () => (await bench.rows('incident_channels'))[0],
  }
}

type Bench = Awaited<ReturnType<typeof begin>>

function textsOf({ slack }: { slack: SlackStandin }, channel = slack.rooms().at(-1)): string[] {
  return (channel?.messages ?? []).map(({ text }) => text)
}

function summaryOf({ slack }: { slack: SlackStandin }): { text: string; buttons: string[] } {
  const [summary] = slack.rooms().at(-1)?.messages ?? []
  const blocks = (summary?.blocks ?? []) as { text?: { text: string }; elements?: { action_id: string }[] }[]
  const text = blocks.map((block) => block.text?.text ?? '').join('\n')
  return { text, buttons: blocks.flatMap(({ elements = [] }) => elements.map(({ action_id }) => action_id)) }
}

describeOnEngine('embedded', 'the channel of an incident', (open) => {
  test('an incident of the right priority gets one: named, described, with its people and a pinned summary', async () => {
    const bench = await begin(await open())
    await bench.run(OPENING)
    await bench.show()
    expect(bench.slack.rooms()).toEqual([])
    await bench.run(P1)
    await bench.show()
    const channel = bench.channel()
    expect(channel).toMatchObject({ name: 'inc-2026-000001-payment-api-down-out', isPrivate: false })
    expect(channel?.topic).toBe(`P1 · Open · Owner: nobody yet · https://tocsin.example.com/incidents/${ID}`)
    expect(channel?.purpose).toBe(`${ID}: Payment API: down & out`)
    expect([...(channel?.members ?? [])]).toEqual(['U0TOCSIN', 'U0ANA'])
    expect(channel?.messages[0]?.pinned_to).toEqual([channel?.id])
    expect(summaryOf(bench).buttons).toEqual(['acknowledge', 'escalate', 'resolve', 'open_view'])
    const place = { system: 'slack', id: channel?.id, name: channel?.name }
    expect((await bench.incident()).room?.channel?.place).toMatchObject({
      ...{ ...place, url: `https://acme.slack.com/archives/${channel?.id}` },
    })
    expect(await bench.row()).toMatchObject({ state: 'open', problem: null, due_at: null })
  })

  test('what happens is told once, the topic and the summary follow, and whoever joins is invited', async () => {
    const bench = await begin(await open())
    await bench.run(OPENING)
    await bench.run(ASK)
    await bench.show()
    expect(textsOf(bench)).toHaveLength(1)
    await bench.run({ type: 'Acknowledge', by: BOB }, person(BOB))
    await bench.show()
    await bench.run(P1)
    await bench.run({ type: 'SetBridge', url: 'https://meet.example.com/a', because: 'set_by_hand' })
    await bench.show()
    await bench.run({ type: 'Resolve', by: BOB, because: 'said_by_responder', note: 'Restarted <it>' }, person(BOB))
    await bench.show()
    expect(textsOf(bench).slice(1)).toEqual([
      'Bob has it.',
      'The priority is P1.',
      'The call is at https://meet.example.com/a',
      'Bob resolved it: Restarted &lt;it&gt;',
    ])
    expect(bench.channel()?.topic).toContain('P1 · Resolved · Owner: Bob')
    expect([...(bench.channel()?.members ?? [])]).toEqual(['U0TOCSIN', 'U0ANA', 'U0BOB'])
    expect(summaryOf(bench)).toMatchObject({
      text: expect.stringContaining('*Call* https://meet.example.com/a'),
      buttons: ['open_call', 'open_view'],
    })
  })

  test('nodes that die before or after any of their calls leave one channel, and nothing in it twice', async () => {
    // The story takes this many calls; each of them is the last of a node.
    for (let dies = 1; dies <= 8; dies++)
      for (const moment of ['before', 'after'] as const) {
        const bench = await begin(await open())
        await bench.run(OPENING)
        await bench.run(ASK)
        await bench.hear()
        const dying = netThatDies(bench.net, dies, moment)
        const first = bench.node(dying.net).round()
        await Promise.race([first, dying.died])
        await bench.run({ type: 'Acknowledge', by: BOB }, person(BOB))
        await bench.hear()
        bench.forward('3m')
        await bench.finish(bench.node().round)
        const story = `${moment} call ${dies}`
        expect([story, bench.slack.rooms().length]).toEqual([story, 1])
        const texts = textsOf(bench)
        expect([story, texts[0], new Set(texts).size]).toEqual([
          story,
          `${ID} P2 Payment API: down &amp; out`,
          texts.length,
        ])
        expect(bench.channel()).toMatchObject({ topic: expect.stringContaining('Owner: Bob') })
        expect(bench.channel()?.messages[0]?.pinned_to).toHaveLength(1)
        expect((await bench.facts(ID)).filter(({ type }) => type === 'ChannelOpened')).toHaveLength(1)
      }
  }, 120_000)

  test('a name that somebody else has gets a number, and names fit into what Slack takes', async () => {
    const bench = await begin(await open(), { name: '{{ incident.priority }} {{ incident.title }}' })
    bench.slack.addRoom('p2-payment-api-down-out', 'U0EVE')
    await bench.run(OPENING)
    await bench.run(ASK)
    await bench.show()
    expect(bench.channel()?.name).toBe('p2-payment-api-down-out-2')
  })

  test('a scope that is missing is named, the rest goes on, and once it is there the channel catches up', async () => {
    const bench = await begin(await open())
    bench.slack.withoutScopes('pins:write')
    await bench.run(OPENING)
    await bench.run(ASK)
    await bench.show()
    expect(await bench.row()).toMatchObject({ state: 'open', problem_code: 'missing_scope:pins:write' })
    expect(textsOf(bench)).toHaveLength(1)
    bench.slack.withoutScopes()
    bench.forward('10m')
    await bench.show()
    expect(bench.channel()?.messages[0]?.pinned_to).toHaveLength(1)
    expect(await bench.row()).toMatchObject({ problem: null, due_at: null })
  })

  test('Slack sets the pace: what it puts off is tried when it said, and pages never wait for it', async () => {
    const bench = await begin(await open())
    await bench.run(OPENING)
    await bench.run(ASK)
    await bench.hear()
    bench.slack.failNext({ status: 429, headers: { 'retry-after': '30' }, body: '{"ok":false,"error":"ratelimited"}' })
    await bench.finish(bench.loop.round)
    expect(bench.slack.rooms()).toEqual([])
    expect(await bench.row()).toMatchObject({ problem_code: 'rate_limited', failures: 1 })
    bench.forward('29s')
    await bench.finish(bench.loop.round)
    expect(bench.slack.rooms()).toEqual([])
    bench.forward('1s')
    await bench.finish(bench.loop.round)
    expect(bench.slack.rooms()).toHaveLength(1)
    const pages = (await bench.rows('outbox')).filter((row) => row.class === 'page')
    expect(pages).toMatchObject([{ state: 'pending' }])
  })

  const close = async (bench: Bench) => {
    await bench.run(OPENING)
    await bench.run(ASK)
    await bench.show()
    await bench.run({ type: 'Resolve', by: ANA, because: 'said_by_responder' })
    await bench.run({ type: 'Close', reason: 'done', by: ANA })
    await bench.show()
    bench.forward('23h')
    await bench.show()
    expect(bench.channel()).toMatchObject({ isArchived: false, topic: expect.stringContaining('Closed') })
    bench.forward('1h')
    await bench.show()
    expect(bench.channel()?.isArchived).toBe(true)
  }

  test('some time after closing it is archived; opened again it goes on, by the token of a person', async () => {
    const bench = await begin(await open(), {}, { user_token: 'xoxp-1234567890-abcdefghij' })
    await close(bench)
    await bench.run({ type: 'Reopen', because: 'asked' })
    await bench.show()
    expect(bench.slack.rooms()).toHaveLength(1)
    expect(bench.channel()).toMatchObject({ isArchived: false, topic: expect.stringContaining('Open') })
    expect(textsOf(bench).slice(-2)).toEqual(['Ana reopened it.', 'Step 1 paged Ana.'])
  })

  test('without such a token another channel follows, and leads to the one before', async () => {
    const bench = await begin(await open())
    await close(bench)
    const [before] = bench.slack.rooms()
    await bench.run({ type: 'Reopen', because: 'asked' })
    await bench.show()
    expect(bench.slack.rooms()).toHaveLength(2)
    expect(bench.channel()).toMatchObject({ name: `${before?.name}-2`, isArchived: false })
    expect([...(bench.channel()?.members ?? [])]).toContain('U0ANA')
    expect(summaryOf(bench).text).toContain(`<#${before?.id}>`)
    expect((await bench.incident()).room?.channel?.place?.id).toBe(bench.channel()?.id)
  })

  test('a channel that somebody deleted or archived by hand is let go', async () => {
    const bench = await begin(await open())
    await bench.run(OPENING)
    await bench.run(ASK)
    await bench.show()
    Object.assign(bench.channel() ?? {}, { isArchived: true })
    await bench.run(P1)
    await bench.show()
    expect(await bench.row()).toMatchObject({ state: 'gone', due_at: null, problem: null })
    expect(bench.slack.rooms()).toHaveLength(1)
  })

  test('what is over before its channel was made gets none', async () => {
    const bench = await begin(await open())
    await bench.run(OPENING)
    await bench.run(ASK)
    await bench.run({ type: 'Resolve', by: ANA, because: 'said_by_responder' })
    await bench.show()
    expect(bench.slack.rooms()).toEqual([])
    expect(await bench.row()).toMatchObject({ state: 'ended', due_at: null })
  })
})

/** The node ends at its n-th call: the call is not made, or its answer never comes. Nothing of that node happens afterwards. */
function netThatDies(net: Net, calls: number, moment: 'before' | 'after') {
  let left = calls
  let die: () => void = () => undefined
  const died = new Promise<void>((resolve) => {
    die = resolve
  })
  const fetch: Net['fetch'] = async (request) => {
    left -= 1
    const isLast = left <= 0
    if (!isLast) return net.fetch(request)
    if (moment === 'after') await net.fetch(request)
    die()
    return new Promise(() => undefined)
  }
  return { net: { ...net, fetch }, died }
}
