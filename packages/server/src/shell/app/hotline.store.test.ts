import { aContact, aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { isTwiml, signTwilioRequest, startTwilioStandin, type TwilioStandin } from '@tocsin/standins/twilio.ts'
import { afterAll, afterEach, expect, onTestFinished, test } from 'vitest'
import { createFileKeeper } from '../../record/keep-files.ts'
import { registerCallbacks } from '../../respond/callbacks/callback-routes.ts'
import { startLoop } from '../engine/loop.ts'
import { createTestServer } from '../http/testing/listening.ts'
import { createHotlineReport } from './hotline-report.ts'
import { createHotlineLoop } from './node-hotline.ts'
import { describeOnServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

const net = createSystemNet()
const PUBLIC = 'https://tocsin.example.com'
const ANA = '+491701111111'
const BOB = '+491702222222'
const CALLER = '+81312345678'
let twilio: TwilioStandin | undefined
afterEach(() => twilio?.close())
afterAll(() => net.close())

/** Ana is called first, then Bob; both are admins, who stand in where no policy does. */
const DIRECTORY = aDirectory({
  users: [
    aUser('ana', { role: 'admin', contacts: [aContact('phone', { channel: 'voice', to: ANA })] }),
    aUser('bob', { role: 'admin', contacts: [aContact('phone', { channel: 'sms', to: BOB })] }),
  ],
})

/** The address that an attribute of a verb names. */
function addressIn(twiml: string, verb: string, attribute: string): string {
  const found = new RegExp(`<${verb} [^>]*${attribute}="([^"]*)"`).exec(twiml)?.[1]
  if (found === undefined) throw new Error(`no ${attribute} of ${verb} in ${twiml}`)
  return found.replaceAll('&amp;', '&').slice(PUBLIC.length)
}

interface Changes {
  from?: string
  severity?: string
  callsPerHour?: string
}

async function begin(server: TestServer, hotline = 'on', changes: Changes = {}) {
  twilio = await startTwilioStandin({ now: Date.now })
  const { sid, token } = twilio.account
  const account = { provider: 'twilio', account_sid: sid, auth_token: token, from: '+12025550100', url: twilio.url }
  const voice = {
    ...{ ...account, hotline, ...(changes.severity && { hotline_severity: changes.severity }) },
    ...(changes.callsPerHour && { hotline_calls_per_hour: changes.callsPerHour }),
  }
  const configs: Record<string, unknown> = { sms: { ...account, from: changes.from ?? account.from }, voice }
  const { app } = createTestServer()
  const { deps: engine, secrets, database } = server
  const channelConfig = (channel: string) => configs[channel]
  registerCallbacks(app, {
    ...{ db: database.kysely, engine, net, secrets, publicUrl: () => PUBLIC, channelConfig },
    report: createHotlineReport({ db: database.kysely, engine, secrets }),
    keepFiles: createFileKeeper(engine.ids),
    optedOut: async () => {},
    optedIn: async () => false,
  })
  await app.ready()
  const recordings = startLoop(engine, createHotlineLoop({ database, ports: { net } }, engine, channelConfig))
  onTestFinished(() => recordings.stop())
  const call = async (path: string, fields: Record<string, string> = {}, authToken = token) => {
    const given = { CallSid: 'CA1', From: CALLER, To: '+12025550100', ...fields }
    const { body: payload, headers } = signTwilioRequest(authToken, `${PUBLIC}${path}`, given)
    const answer = await app.inject({ method: 'POST', url: path, payload, headers })
    await settled(database)
    return { status: answer.statusCode, text: answer.body }
  }
  const report = async () =>
    (await call('/callback/hotline?step=said', { SpeechResult: 'The till prints no receipts' })).text
  const incidents = async () => (await server.as('ana').get('/incidents')).body.items
  const notes = async (id: string) =>
    (await server.as('ana').get(`/incidents/${id}/facts`)).body.items
      .filter(({ type }: { type: string }) => type === 'NoteAdded')
      .map(({ data }: { data: { text: string } }) => data.text)
  return { call, report, incidents, notes }
}

describeOnServer('embedded', 'the hot line', (start) => {
  test('a caller is asked what is wrong; what they say is an incident, once, and they get the typed form', async () => {
    const server = await start(DIRECTORY)
    const { call, report, incidents } = await begin(server)
    const asked = await call('/callback/hotline')
    expect(asked.text).toContain('Please say in one sentence')
    expect(addressIn(asked.text, 'Gather', 'action')).toBe('/callback/hotline?step=said')
    const put = await report()
    await report()
    expect(isTwiml(put)).toBe(true)
    expect(put).toContain(`>${ANA}</Number>`)
    const [incident, ...others] = await incidents()
    expect(others).toEqual([])
    const { body } = await server.as('ana').get(`/incidents/${incident.id}`)
    expect(JSON.stringify(body)).toContain('The till prints no receipts')
    await expect
      .poll(() => twilio?.taken()[0])
      .toMatchObject({ to: CALLER, text: expect.stringContaining(`${PUBLIC}/report/`) })
  })

  test('whoever presses 1 has the incident and the call', async () => {
    const { call, report, incidents, notes } = await begin(await start(DIRECTORY))
    const put = await report()
    const asked = (await call(addressIn(put, 'Number', 'url'))).text
    expect(asked).toContain('Press 1 to speak to them')
    const press = addressIn(asked, 'Gather', 'action')
    expect((await call(press, { Digits: '7' })).text).toContain('<Hangup/>')
    expect((await call(press, { Digits: '1' })).text).not.toContain('<Hangup/>')
    const [incident] = await incidents()
    expect(incident).toMatchObject({ status: 'acknowledged', owner: { id: 'ana' } })
    await call(addressIn(put, 'Dial', 'action'), { DialBridged: 'true' })
    expect(await notes(incident.id)).toEqual(['Ana spoke to the caller of the hot line.'])
  })

  test('who does not take it is followed by the next, and at the end the voice mail is a note', async () => {
    const { call, report, incidents, notes } = await begin(await start(DIRECTORY))
    const second = (await call(addressIn(await report(), 'Dial', 'action'), { DialBridged: 'false' })).text
    expect(second).toContain(`>${BOB}</Number>`)
    const mail = (await call(addressIn(second, 'Dial', 'action'), { DialBridged: 'false' })).text
    expect(mail).toContain('leave a message')
    const recording = { RecordingUrl: 'https://api.twilio.com/r/1', RecordingDuration: '12' }
    await call(addressIn(mail, 'Record', 'action'), recording)
    const [incident] = await incidents()
    await expect
      .poll(() => notes(incident.id))
      .toEqual([
        'Ana did not take the call of the hot line.',
        'Bob did not take the call of the hot line.',
        'The caller of the hot line left a message of 12 seconds: https://api.twilio.com/r/1',
        'The message of the caller of the hot line was not kept: its address is none of a recording of our account.',
      ])
  })

  test('a report by telephone is urgent unless the settings say otherwise, and the caller hears what is so', async () => {
    const { report, incidents, call } = await begin(await start(DIRECTORY), 'on', { from: `MG${'0'.repeat(32)}` })
    let said = await report()
    expect((await incidents())[0]).toMatchObject({ severity: 'high', urgency: 'high' })
    for (let n = 0; n < 2; n++) said = (await call(addressIn(said, 'Dial', 'action'), { DialBridged: 'false' })).text
    expect(said).toContain('they are being paged')
    await expect.poll(() => twilio?.taken()[0]).toMatchObject({ from: `MG${'0'.repeat(32)}` })
  })

  test('what is set to be low pages nobody loudly, and the caller is not told that it does', async () => {
    const { report, incidents, call } = await begin(await start(DIRECTORY), 'on', { severity: 'low' })
    let said = await report()
    expect((await incidents())[0]).toMatchObject({ urgency: 'low' })
    for (let n = 0; n < 2; n++) said = (await call(addressIn(said, 'Dial', 'action'), { DialBridged: 'false' })).text
    expect(said).toContain('nobody is being paged')
  })

  test('once somebody has taken it only they are rung, and a repeated callback says nothing twice', async () => {
    const server = await start(DIRECTORY)
    const { call, report, incidents, notes } = await begin(server)
    const put = await report()
    const [incident] = await incidents()
    await server.as('bob').post(`/incidents/${incident.id}/acknowledge`)
    const missed = { DialBridged: 'false' }
    const next = (await call(addressIn(put, 'Dial', 'action'), missed)).text
    expect((await call(addressIn(put, 'Dial', 'action'), missed)).text).toContain(`>${BOB}</Number>`)
    expect(next).toContain(`>${BOB}</Number>`)
    const end = (await call(addressIn(next, 'Dial', 'action'), missed)).text
    expect(end).toContain('Somebody is working on it already')
    expect(await notes(incident.id)).toEqual([
      'Ana did not take the call of the hot line.',
      'Bob did not take the call of the hot line.',
    ])
  })

  test('a caller who rings on and on is refused politely, what Twilio asks again is one call, and our own people are let through', async () => {
    const { call, report, incidents } = await begin(await start(DIRECTORY), 'on', { callsPerHour: '2' })
    const ring = async (sid: string, From = CALLER) => (await call('/callback/hotline', { CallSid: sid, From })).text
    for (const sid of ['CA1', 'CA1', 'CA2', 'CA2']) expect(await ring(sid)).toContain('Please say in one sentence')
    await report()
    const refused = await ring('CA3')
    expect(refused).toContain('You have called often')
    expect(isTwiml(refused)).toBe(true)
    const said = { CallSid: 'CA3', SpeechResult: 'again' }
    expect((await call('/callback/hotline?step=said', said)).text).toContain('You have called often')
    expect(await incidents()).toHaveLength(1)
    expect(await ring('CA4', '+81399999999')).toContain('Please say in one sentence')
    for (const sid of ['CB1', 'CB2', 'CB3', 'CB4']) expect(await ring(sid, ANA)).toContain('Please say in one sentence')
  })

  test('the message that a caller leaves is kept with the incident, byte for byte, once', async () => {
    const server = await start(DIRECTORY)
    const { call, report, incidents, notes } = await begin(server)
    const second = (await call(addressIn(await report(), 'Dial', 'action'), { DialBridged: 'false' })).text
    const mail = (await call(addressIn(second, 'Dial', 'action'), { DialBridged: 'false' })).text
    const mp3 = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(200_000, 0x9a)])
    const recording = { RecordingUrl: twilio?.record(mp3) ?? '', RecordingDuration: '12' }
    const [incident] = await incidents()
    // Not of our account: nothing is fetched there.
    const foreign = recording.RecordingUrl.replace(/AC\w+/, `AC${'0'.repeat(32)}`).replace('http:', 'https:')
    await call(addressIn(mail, 'Record', 'action'), { ...recording, RecordingUrl: foreign })
    await expect
      .poll(() => notes(incident.id))
      .toContainEqual(expect.stringContaining('was not kept: its address is none'))
    await call(addressIn(mail, 'Record', 'action'), recording)
    await call(addressIn(mail, 'Record', 'action'), recording)
    const kept = async () =>
      (await notes(incident.id)).filter((text: string) => text.startsWith('What the caller of the hot line said'))
    await expect.poll(kept).toHaveLength(1)
    const [text = ''] = await kept()
    const path = /\((\/api\/v1\/[^)]+)\)/.exec(text)?.[1] ?? ''
    const shown = await server.app.inject({ url: path, headers: { authorization: 'Bearer person:ana' } })
    expect(shown.headers['content-type']).toBe('audio/mpeg')
    expect(shown.rawPayload.equals(mp3)).toBe(true)
    const { rows } = await server.database.pool.query('select name, uploaded_by from attachments')
    expect(rows).toEqual([{ name: 'hot-line-message-12s.mp3', uploaded_by: 'hot line' }])
  })

  test('forged requests, foreign tokens and a hot line that is off open nothing', async () => {
    const server = await start(DIRECTORY)
    const { call, incidents } = await begin(server)
    const said = '/callback/hotline?step=said'
    expect((await call(said, { SpeechResult: 'x' }, 'b'.repeat(32))).status).toBe(403)
    expect((await call('/callback/hotline/a.b?step=taken&n=0', { Digits: '1' })).status).toBe(404)
    await twilio?.close()
    const off = await begin(server, 'off')
    expect((await off.call(said, { SpeechResult: 'x' })).text).toContain('takes no reports')
    expect(await incidents()).toEqual([])
  })
})
