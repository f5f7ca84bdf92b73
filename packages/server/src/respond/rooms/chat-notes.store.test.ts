import { slackConfigSchema } from '@tocsin/adapters/out/slack/config.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { USUAL_CHANNEL } from '@tocsin/core/people/rooms.ts'
import { ANA, aContact, aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { anOpening, person } from '@tocsin/core/testing/story.ts'
import { SLACK_TEAM, startSlackStandin } from '@tocsin/standins/slack.ts'
import { expect, onTestFinished, test } from 'vitest'
import { startRooms } from '../../shell/app/node-rooms.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { transact } from '../../shell/engine/transact.ts'
import { createSystemNet } from '../../shell/ports/net.ts'
import { createSecrets } from '../../shell/secrets/sealed-box.ts'
import { runSlashCommand } from '../callbacks/slack-command.ts'
import { takeSlackRequest } from '../callbacks/slack-requests.ts'
import { createReporter } from '../report-attempts.ts'
import { createSendLoop } from '../send-loop.ts'
import { takeEnvelope } from '../slack-socket/take-envelope.ts'

const ID = 'INC-2026-000001' as IncidentId

const directory = aDirectory({
  users: [
    aUser('ana', { contacts: [aContact('slack', { channel: 'slack', to: 'U0ANA' })] }),
    aUser('vic', { role: 'viewer' }),
  ],
})
const WORLD = {
  ...directory,
  settings: {
    ...directory.settings,
    incidentChannels: { ...USUAL_CHANNEL, enabled: true, note_emoji: ['pushpin', 'memo'] },
  },
}

/** An incident with a channel in Slack, whose events reach us signed. */
async function begin(database: Database) {
  const bench = await openEngineBench(database, WORLD)
  const slack = await startSlackStandin({ now: bench.clock.now })
  for (const name of ['ana', 'bob', 'vic', 'eve']) slack.addMember(`U0${name.toUpperCase()}`, `${name}@example.com`)
  slack.addMember('W0OUT', 'out@elsewhere.example.com')
  const net = createSystemNet()
  onTestFinished(async () => {
    await slack.close()
    net.close()
  })
  const config = { token: slack.token, url: slack.url, signing_secret: slack.signingSecret }
  const secrets = createSecrets({ current: Buffer.alloc(32, 7), older: [] }, bench.deps.ids)
  const parts = { database, ports: { net }, secrets, publicUrl: () => 'https://tocsin.example.com' }
  const rooms = startRooms(parts, bench.deps, () => config)
  await transact(bench.deps, async (unit) => {
    unit.run(ID, anOpening({ id: ID }), person(ANA))
    unit.run(ID, { type: 'RequestChannel', because: 'set_by_hand' }, person(ANA))
  })
  const never = () => Promise.reject(new Error('no message to a person is of this class'))
  const room = { sendClass: 'chat' as const, concurrencyMax: 4, channelMax: 4 }
  const chat = createSendLoop(bench.deps, room, 'node 1', never, createReporter(bench.deps))
  await chat.round()
  await chat.drained()
  await bench.finish(rooms.channels.round)
  const [channel] = slack.rooms()
  if (!channel) throw new Error('there is no channel')
  const deps = {
    ...{ db: database.kysely, engine: bench.deps, net, publicUrl: parts.publicUrl, channelConfig: () => config },
    ...{
      secrets: {} as never,
      report: never as never,
      optedOut: never as never,
      optedIn: never as never,
      keepFiles: never as never,
    },
  }
  let events = 0
  const payloadOf = (event: object, id?: string) => {
    events += 1
    return { type: 'event_callback', team_id: SLACK_TEAM, event_id: id ?? `Ev0${events}`, event }
  }
  const post = (payload: object) => {
    const request = slack.request(JSON.stringify(payload), bench.clock.now(), 'application/json')
    return takeSlackRequest(deps, { url: '/callback/slack', headers: request.headers, body: Buffer.from(request.body) })
  }
  return {
    ...{ ...bench, slack, channel, rooms, deps, post, payloadOf, config },
    finishEvents: () => bench.finish(rooms.events.round),
    async happens(event: object) {
      expect(await post(payloadOf(event))).toMatchObject({ status: 200 })
      await bench.finish(rooms.events.round)
    },
    reaction: (type: string, ts: string, user = 'U0ANA', reaction = 'pushpin') => ({
      ...{ type, user, reaction, item: { type: 'message', channel: channel.id, ts } },
    }),
    notes: async () => (await bench.facts(ID)).filter(({ type }) => type.startsWith('Note')),
  }
}

const PIN = [{ name: 'pushpin', users: ['U0ANA'] }]

describeOnEngine('embedded', 'messages of the channel as notes', (open) => {
  test('a message that gets the emoji is a note of whoever wrote it, with its instant and the way to it', async () => {
    const { slack, channel, happens, reaction, notes } = await begin(await open())
    const text = 'It is <https://dns.example.com|DNS> &amp; <@U0ANA> knows'
    const said = slack.say(channel.id, { user: 'U0BOB', text, reactions: PIN })
    await happens(reaction('reaction_added', said.ts))
    expect(await notes()).toMatchObject([
      {
        ...{ type: 'NoteAdded', text: 'It is [DNS](https://dns.example.com) & @u0ana knows' },
        actor: { kind: 'user', id: 'ana', via: 'chat' },
        from: {
          ...{ system: 'slack', channel: channel.id, ts: said.ts, author: { user: 'bob', name: 'Bob' } },
          at: 1_800_000_002_000,
          link: expect.stringContaining(`/archives/${channel.id}/p`),
        },
      },
    ])
  })

  test('the same event twice, by either way, and a second sign on the same message make one note', async () => {
    const { slack, channel, post, payloadOf, reaction, notes, deps, config, finishEvents, happens } = await begin(
      await open(),
    )
    const said = slack.say(channel.id, { user: 'U0BOB', text: 'It is DNS', reactions: PIN, pinned_to: [channel.id] })
    const payload = payloadOf(reaction('reaction_added', said.ts), 'Ev0SAME')
    await post(payload)
    await post(payload)
    const acknowledged: unknown[] = []
    const envelope = { ...({ kind: 'envelope', id: 'e1', type: 'events_api', takesAnswer: false } as const), payload }
    await takeEnvelope(deps, slackConfigSchema.parse(config), envelope, (answer) => void acknowledged.push(answer))
    expect(acknowledged).toEqual([undefined])
    await finishEvents()
    const pinned = { type: 'message', channel: channel.id, message: { ts: said.ts } }
    await happens({ type: 'pin_added', user: 'U0BOB', channel_id: channel.id, item: pinned })
    expect(await notes()).toHaveLength(1)
  })

  test('a note follows its message: changed, no longer kept, kept again, deleted', async () => {
    const { slack, channel, happens, reaction, notes } = await begin(await open())
    const said = slack.say(channel.id, { user: 'U0EVE', text: 'It is DNS', reactions: PIN })
    const changed = { type: 'message', subtype: 'message_changed', channel: channel.id, message: { ts: said.ts } }
    await happens(changed)
    expect(await notes()).toEqual([])
    await happens(reaction('reaction_added', said.ts))
    said.text = 'It is BGP'
    await happens(changed)
    await happens(changed)
    said.reactions = []
    await happens(reaction('reaction_removed', said.ts))
    said.reactions = [{ name: 'memo', users: ['U0ANA'] }]
    await happens(reaction('reaction_added', said.ts, 'U0ANA', 'memo'))
    channel.messages.splice(channel.messages.indexOf(said), 1)
    await happens({ type: 'message', subtype: 'message_deleted', channel: channel.id, deleted_ts: said.ts })
    expect((await notes()).map((fact) => [fact.type, 'text' in fact ? fact.text : ''])).toEqual([
      ['NoteAdded', 'It is DNS'],
      ['NoteEdited', 'It is BGP'],
      ['NoteDeleted', ''],
      ['NoteAdded', 'It is BGP'],
      ['NoteDeleted', ''],
    ])
    expect((await notes())[0]).toMatchObject({ from: { author: { name: 'u0eve' } } })
  })

  test('a reply in a thread is found, and what Tocsin said itself is no note', async () => {
    const { slack, channel, happens, reaction, notes } = await begin(await open())
    const top = slack.say(channel.id, { user: 'U0BOB', text: 'Anybody?' })
    const reply = slack.say(channel.id, { user: 'U0ANA', text: 'Here', thread_ts: top.ts, reactions: PIN })
    await happens(reaction('reaction_added', reply.ts))
    const [summary] = channel.messages
    await happens(reaction('reaction_added', summary?.ts ?? ''))
    expect(await notes()).toMatchObject([{ text: 'Here' }])
  })

  test('other emoji, other channels, people of other workspaces and roles that write no notes keep nothing', async () => {
    const { slack, channel, happens, reaction, notes, rows } = await begin(await open())
    const said = slack.say(channel.id, { user: 'U0BOB', text: 'It is DNS', reactions: PIN })
    await happens(reaction('reaction_added', said.ts, 'U0ANA', 'eyes'))
    const elsewhere = { type: 'message', channel: 'C0ELSE', ts: said.ts }
    await happens({ ...reaction('reaction_added', said.ts), item: elsewhere })
    expect(await rows('chat_events')).toEqual([])
    await happens(reaction('reaction_added', said.ts, 'W0OUT'))
    await happens(reaction('reaction_added', said.ts, 'U0VIC'))
    expect(await notes()).toEqual([])
    await happens(reaction('reaction_added', said.ts, 'U0EVE'))
    expect(await notes()).toMatchObject([{ actor: { kind: 'system', part: 'chat' } }])
  })

  test('a forged event is refused, and a scope that is missing is named and made up for', async () => {
    const { slack, channel, happens, reaction, notes, deps, clock, finishEvents, rows } = await begin(await open())
    const said = slack.say(channel.id, { user: 'U0BOB', text: 'It is DNS', reactions: PIN })
    const forged = { url: '/callback/slack', headers: { 'x-slack-signature': 'v0=00' }, body: Buffer.from('{}') }
    expect(await takeSlackRequest(deps, forged)).toMatchObject({ status: 403 })
    slack.withoutScopes('channels:history')
    await happens(reaction('reaction_added', said.ts))
    expect(await notes()).toEqual([])
    expect(await rows('incident_channels')).toMatchObject([{ problem_code: 'missing_scope:channels:history' }])
    slack.withoutScopes()
    clock.forward('5s')
    await finishEvents()
    expect(await notes()).toHaveLength(1)
  })

  test('in the channel a command needs no number: notes, and the call', async () => {
    const { channel, deps, notes, incident } = await begin(await open())
    const ana = deps.engine.directory.latest().users.get(ANA)
    if (!ana) throw new Error('there is no Ana')
    const type = (text: string) => runSlashCommand(deps, ana, { text, channel: channel.id })
    expect(await type('note 3 shops are down')).toBe(`${ID}: done.`)
    expect(await type('note 1 It is DNS')).toBe(`${ID}: done.`)
    expect((await notes()).map((fact) => ('text' in fact ? fact.text : ''))).toEqual(['3 shops are down', 'It is DNS'])
    expect(await type('bridge')).toContain('No link of a call is set')
    expect(await type('bridge <https://meet.example.com/a|meet.example.com/a>')).toBe(`${ID}: done.`)
    expect((await incident()).room?.bridge).toBe('https://meet.example.com/a')
    expect(await type('bridge off')).toBe(`${ID}: done.`)
    expect((await incident()).room?.bridge).toBeUndefined()
  })
})
