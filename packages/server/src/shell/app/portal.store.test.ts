import type { IncidentId, ReportId, ServiceId } from '@tocsin/core/kernel/brand.ts'
import type { Settings } from '@tocsin/core/people/directory.ts'
import { aDirectory, aService, aSource } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../people/default-settings.ts'
import { takeReport } from '../../record/portal/take-report.ts'
import { signReportMail } from '../secrets/report-links.ts'
import { writeDirectory } from '../store/testing/write-directory.ts'
import { describeOnServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(20)])
const PUBLIC: Partial<Settings> = { portalMode: 'public', portalServices: ['api'], portalNeedsTriage: false }

function organisation(settings: Partial<Settings> = PUBLIC) {
  return aDirectory({
    services: [aService('api', { name: 'Payment <API>' }), aService('secret', { name: 'Secret project' })],
    sources: [aSource('monitor', { quietPeriodMs: ms('0s'), service: 'secret' as ServiceId })],
    settings: { ...DEFAULT_SETTINGS, ...settings },
  })
}

type Fields = Record<string, string | readonly string[]>

/** A browser without script: it loads the form, fills it in, and follows where it is sent. */
function browserOf(server: TestServer, headers: Record<string, string> = {}) {
  const load = async (url: string) => {
    const answer = await server.app.inject({ method: 'GET', url, headers })
    return { status: answer.statusCode, text: answer.body, headers: answer.headers }
  }
  const submit = async (url: string, fields: Fields, files: readonly Buffer[] = []) => {
    const data = new FormData()
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) data.append(name, each)
    for (const [index, file] of files.entries())
      data.append('pictures', new Blob([new Uint8Array(file)]), `p${index}.png`)
    const request = new Request('http://x', { method: 'POST', body: data })
    const answer = await server.app.inject({
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': request.headers.get('content-type') ?? '' },
      payload: Buffer.from(await request.arrayBuffer()),
    })
    return { status: answer.statusCode, text: answer.body, location: String(answer.headers.location ?? '') }
  }
  const tokenOf = (text: string) => /name="form" value="([^"]+)"/.exec(text)?.[1] ?? ''
  const report = async (fields: Fields = {}, files: readonly Buffer[] = []) => {
    const { text } = await load('/report?service=api')
    return submit('/report', { form: tokenOf(text), ...FILLED, ...fields }, files)
  }
  return { load, submit, report, tokenOf }
}

const FILLED: Fields = {
  service: 'api',
  symptoms: ['slow', 'errors'],
  text: 'The page <b>stays</b> empty',
  scope: 'department',
  since: 'hour',
}

async function incidents(server: TestServer) {
  await settled(server.database)
  return (await server.as('ana').get('/incidents')).body.items
}
async function incident(server: TestServer, id: string) {
  return (await server.as('ana').get(`/incidents/${id}`)).body
}
const numberOf = (text: string) => /<p class="number">([^<]+)</.exec(text)?.[1] ?? ''

describeOnServer('embedded', 'the reporting portal', (start) => {
  test('is closed until an admin opens it, for pages and API alike', async () => {
    const server = await start(organisation({}))
    const page = await browserOf(server).load('/report')
    expect([page.status, page.text]).toEqual([404, expect.stringContaining('The portal is closed')])
    expect((await browserOf(server).submit('/report', FILLED)).status).toBe(404)
    const refused = await server.anyone.post('/reports', { symptoms: ['slow'], text: 'x', scope: 'individual' })
    expect([refused.status, refused.body.error.code]).toEqual([404, 'portal_closed'])
    expect(await incidents(server)).toEqual([])
  })

  test('shows the services that can be reported, and no others, escaped', async () => {
    const { text, status, headers } = await browserOf(await start(organisation())).load('/report')
    expect(status).toBe(200)
    expect(text).toContain('Payment &#60;API&#62;')
    expect(text).not.toContain('Payment <API>')
    expect(text).not.toContain('Secret project')
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-frame-options']).toBe('DENY')
  })

  test('a report without an account opens an incident, tells its number at once, and pages by the service', async () => {
    const server = await start(organisation())
    const browser = browserOf(server)
    const sent = await browser.report({ name: 'Rika', since: 'today' })
    expect(sent.status).toBe(303)
    const page = await browser.load(sent.location)
    const [opened] = await incidents(server)
    expect(numberOf(page.text)).toBe(opened.id)
    expect(page.text).toContain('Thank you. We have it.')
    expect(opened).toMatchObject({
      title: 'Payment <API>: slow, shows errors',
      ...{ severity: 'medium', scope: 'department', detection_method: 'user_report', status: 'open' },
    })
    const detail = await incident(server, opened.id)
    expect(detail).toMatchObject({
      description: FILLED.text,
      reports: { count: 1, fixed: 0, not_fixed: 0, verified: 0 },
    })
    expect(Math.round((Date.parse(detail.recorded_at) - Date.parse(detail.occurred_at)) / 60_000)).toBe(240)
    const facts = (await server.as('ana').get(`/incidents/${opened.id}/facts`)).body.items
    expect(facts[0]).toMatchObject({ type: 'IncidentOpened', because: 'reported', actor: { kind: 'reporter' } })
    expect(facts[0].sentence).toBe('Rika (by the portal) reported a problem: “Payment <API>: slow, shows errors”.')
    expect(server.sent.some(({ kind }) => kind === 'page')).toBe(true)
  })

  test('what was written comes back escaped, to whoever has the link and to nobody else', async () => {
    const browser = browserOf(await start(organisation()))
    const { location } = await browser.report()
    const { text } = await browser.load(location)
    expect(text).toContain('The page &#60;b&#62;stays&#60;/b&#62; empty')
    expect(text).not.toContain('<b>stays</b>')
    const [path = ''] = location.split('?')
    for (const wrong of [
      `${path}x`,
      path.replace('/report/', '/report/A'),
      '/report/nonsense',
      `/report/${'x'.repeat(400)}`,
    ])
      expect((await browser.load(wrong)).status, wrong).toBe(404)
  })

  test('what is missing is said beside what was filled in already', async () => {
    const server = await start(organisation())
    const browser = browserOf(server)
    const sent = await browser.report({ symptoms: [], scope: '', text: '', name: '"><script>', email: 'nonsense' })
    expect(sent.status).toBe(400)
    for (const problem of [
      'Choose what is wrong.',
      'Choose who is affected.',
      'Describe what is wrong',
      'This is no e-mail address',
    ])
      expect(sent.text).toContain(problem)
    expect(sent.text).toContain('value="&#34;&#62;&#60;script&#62;"')
    expect(await incidents(server)).toEqual([])
  })

  test('a second person is shown what is known, without its title, and is counted with the first', async () => {
    const server = await start(organisation())
    const browser = browserOf(server)
    await browser.report({ text: 'Internal: customer Acme' })
    const [opened] = await incidents(server)
    const form = await browser.load('/report?service=api')
    expect(form.text).toContain(opened.id)
    expect(form.text).toContain('reported by one person')
    expect(form.text).not.toContain('Acme')
    expect(form.text).not.toContain('slow, shows errors')
    expect((await browser.report()).text).toContain('Say whether it is one of the problems that are known.')
    const joined = await browser.report({ known: opened.id, scope: 'company_wide' })
    expect((await browser.load(joined.location)).text).toContain('We have added you')
    const all = await incidents(server)
    expect(all).toHaveLength(1)
    expect(await incident(server, opened.id)).toMatchObject({ reports: { count: 2 }, scope: 'company_wide' })
    await browser.report({ known: 'new' })
    expect(await incidents(server)).toHaveLength(2)
  })

  test('what is not of a reportable service can be neither seen nor joined', async () => {
    const server = await start(organisation())
    await server.receive('monitor', [{ title: 'Secret project leaks' }])
    const [hidden] = await incidents(server)
    const known = await server.anyone.get('/reports/known?text=secret%20project')
    expect(known.body.items).toEqual([])
    const tried = await server.anyone.post('/reports', {
      join: hidden.id,
      symptoms: ['slow'],
      text: 'x',
      scope: 'individual',
    })
    expect(tried.body).toMatchObject({ is_joined: false })
    expect(tried.body.incident).not.toBe(hidden.id)
    expect((await incident(server, hidden.id)).reports).toBeNull()
    const unknown = await server.anyone.post('/reports', {
      service: 'secret',
      symptoms: ['slow'],
      text: 'x',
      scope: 'individual',
    })
    expect([unknown.status, unknown.body.error.code]).toEqual([400, 'invalid_request'])
  })

  test('sent twice by a second press it is one report', async () => {
    const server = await start(organisation())
    const browser = browserOf(server)
    const form = browser.tokenOf((await browser.load('/report?service=api')).text)
    const [first, second] = [
      await browser.submit('/report', { form, ...FILLED }),
      await browser.submit('/report', { form, ...FILLED, known: 'new' }),
    ]
    expect([first.status, second.status]).toEqual([303, 303])
    expect(second.location).toBe(first.location)
    expect(await incidents(server)).toHaveLength(1)
  })

  test('a form that is not ours, or was filled in by a machine, opens nothing', async () => {
    const server = await start(organisation())
    const browser = browserOf(server)
    expect((await browser.submit('/report', { form: 'made.up.token', ...FILLED })).status).toBe(400)
    const trapped = await browser.report({ website: 'https://spam.example' })
    expect([trapped.status, trapped.text]).toEqual([400, expect.stringContaining('Leave the last field empty')])
    expect(await incidents(server)).toEqual([])
  })

  test('whoever floods it is told to wait', async () => {
    const server = await start(organisation())
    const browser = browserOf(server)
    const answers: number[] = []
    for (let n = 0; n < 6; n += 1) answers.push((await browser.report({ known: 'new' })).status)
    expect(answers).toEqual([303, 303, 303, 303, 303, 429])
    const api = await server.anyone.post('/reports', { symptoms: ['slow'], text: 'x', scope: 'individual' })
    expect([api.status, Number(api.headers['retry-after']) > 0]).toEqual([429, true])
    expect(await incidents(server)).toHaveLength(5)
  })

  test('pictures are taken for what they are, and shown on the incident', async () => {
    const server = await start(organisation())
    const browser = browserOf(server)
    const fake = await browser.report({}, [Buffer.from('<svg onload=alert(1)>')])
    expect([fake.status, fake.text]).toEqual([400, expect.stringContaining('At most three pictures')])
    expect((await browser.report({}, [PNG, PNG, PNG, PNG])).status).toBe(400)
    const { location } = await browser.report({}, [PNG])
    const [opened] = await incidents(server)
    const facts = (await server.as('ana').get(`/incidents/${opened.id}/facts`)).body.items
    const note = facts.find(({ type }: { type: string }) => type === 'NoteAdded').data.text
    const [, path] = /\(\/api\/v1(\/incidents[^)]+)\)/.exec(note) ?? []
    const shown = await server.as('ana').get(path ?? '')
    expect([shown.status, shown.headers['content-type']]).toEqual([200, 'image/png'])
    expect((await browser.load(location)).text).not.toContain('/attachments/')
  })

  test('details and the verdict of whoever reported it become facts, also after it was closed', async () => {
    const server = await start(organisation())
    const browser = browserOf(server)
    const { location } = await browser.report({ name: 'Rika' })
    const [opened] = await incidents(server)
    const [path = ''] = location.split('?')
    const form = async () => browser.tokenOf((await browser.load(path)).text)
    const added = await browser.submit(path, { act: 'add', form: await form(), text: 'Now it says 502' })
    expect((await browser.load(added.location)).text).toContain('Now it says 502')
    const ana = server.as('ana')
    await ana.post(`/incidents/${opened.id}/resolve`)
    await ana.post(`/incidents/${opened.id}/close`, { reason: 'done' })
    const over = await browser.load(path)
    expect(over.text).toContain('Does it work again?')
    expect((await browser.submit(path, { act: 'judge', form: await form(), fixed: 'no' })).status).toBe(303)
    expect(await incident(server, opened.id)).toMatchObject({ status: 'closed', reports: { count: 1, not_fixed: 1 } })
    expect((await browser.load(path)).text).toContain('You said that it does not work yet')
    const facts = (await ana.get(`/incidents/${opened.id}/facts`)).body.items.map(
      ({ sentence }: { sentence: string }) => sentence,
    )
    expect(facts).toContain('Rika (by the portal) noted: Now it says 502')
    expect(facts).toContain('Rika (by the portal) says that it does not work yet.')
  })

  test('a mail goes out in a class of its own, and its link proves the address', async () => {
    const server = await start(organisation({ ...PUBLIC, portalNeedsTriage: true }))
    const browser = browserOf(server)
    const { location } = await browser.report({ email: 'rika@example.org', name: 'Rika' })
    const [opened] = await incidents(server)
    const mails = server.sent.filter(({ report }) => report !== undefined)
    expect(mails).toMatchObject([
      { target: { channel: 'email', to: 'rika@example.org' }, report: { locale: 'en', name: 'Rika' } },
    ])
    const outbox = await server.database.kysely.selectFrom('outbox').select(['class']).execute()
    expect(outbox.map((row) => row.class).filter((name) => name === 'report')).toEqual(['report'])
    const report = mails[0]?.report?.id
    const [path = ''] = location.split('?')
    expect((await browser.load(`${path}?mail=forged`)).text).not.toContain('Is this your mail address?')
    const mail = signReportMail(server.secrets, report as never)
    const page = await browser.load(`${path}?mail=${mail}`)
    expect(page.text).toContain('Is this your mail address?')
    expect((await incident(server, opened.id)).reports.verified).toBe(0)
    await browser.submit(path, { act: 'confirm', form: browser.tokenOf(page.text), mail })
    expect((await incident(server, opened.id)).reports.verified).toBe(1)
    expect(JSON.stringify((await server.as('ana').get(`/incidents/${opened.id}/facts`)).body)).not.toContain(
      'rika@example.org',
    )
  })

  test('where strangers are believed later their reports page softly, and say so', async () => {
    const server = await start(organisation({ ...PUBLIC, portalNeedsTriage: true }))
    await browserOf(server).report({ symptoms: ['unavailable'], scope: 'department' })
    const [opened] = await incidents(server)
    expect(opened).toMatchObject({ severity: 'low', urgency: 'low' })
    const facts = (await server.as('ana').get(`/incidents/${opened.id}/facts`)).body.items
    const said = facts.find(({ type }: { type: string }) => type === 'ReportAdded')
    expect(said.sentence).toContain('Nobody has looked at it yet.')
  })

  test('for people who are signed in it asks for that, and knows who they are', async () => {
    const server = await start(organisation({ ...PUBLIC, portalMode: 'signed_in', portalNeedsTriage: true }))
    const stranger = await browserOf(server).load('/report?service=api')
    expect([stranger.status, stranger.text]).toEqual([401, expect.stringContaining('/login?next=%2Freport')])
    expect((await server.anyone.get('/reports/options')).status).toBe(401)
    const sent = await browserOf(server, { authorization: 'Bearer person:ana' }).report({ symptoms: ['unavailable'] })
    expect(sent.status).toBe(303)
    const [opened] = await incidents(server)
    expect(opened.severity).toBe('high')
    expect((await incident(server, opened.id)).reports).toMatchObject({ count: 1, verified: 1 })
  })

  test('it speaks Japanese to whoever asks for it, by the browser or by the switch', async () => {
    const server = await start(organisation())
    const accepted = await browserOf(server, { 'accept-language': 'ja,en;q=0.5' }).load('/report')
    expect(accepted.text).toContain('<html lang="ja">')
    expect(accepted.text).toContain('障害を報告する')
    const switched = await browserOf(server, { 'accept-language': 'ja' }).load('/report?lang=en')
    expect(switched.text).toContain('Report a problem')
  })

  test('only sites that the organisation names may show it inside of theirs', async () => {
    const settings = { ...PUBLIC, portalFrameAncestors: ['https://intranet.example.com'] }
    const { headers } = await browserOf(await start(organisation(settings))).load('/report')
    expect(headers['content-security-policy']).toContain("frame-ancestors 'self' https://intranet.example.com")
    expect(headers['x-frame-options']).toBeUndefined()
  })

  test('the plain API does all that the pages do', async () => {
    const server = await start(organisation())
    const options = await server.anyone.get('/reports/options')
    expect(options.body).toMatchObject({ mode: 'public', services: [{ id: 'api', name: 'Payment <API>' }] })
    const made = await server.anyone.post('/reports', {
      service: 'api',
      symptoms: ['sign_in'],
      text: 'No way in',
      scope: 'company_wide',
    })
    expect([made.status, made.body.is_joined]).toEqual([201, false])
    const { incident: id, token } = made.body as { incident: IncidentId; token: string }
    const known = await server.anyone.get('/reports/known?text=I%20cannot%20use%20payment')
    expect(known.body.items).toMatchObject([{ id, status: 'open', service_ids: ['api'], reports_count: 1 }])
    const joined = await server.anyone.post('/reports', {
      join: id,
      symptoms: ['slow'],
      text: 'me too',
      scope: 'individual',
    })
    expect(joined.body).toMatchObject({ incident: id, is_joined: true })
    expect((await server.anyone.post(`/reports/${token}/details`, { text: 'Since the update' })).body.stage).toBe(
      'received',
    )
    const judged = await server.anyone.post(`/reports/${token}/verdict`, { is_fixed: true })
    expect(judged.body).toMatchObject({ incident: id, verdict: 'fixed', services: ['Payment <API>'] })
    expect((await server.anyone.get(`/reports/${token}`)).body).toMatchObject({ stage: 'received', status: 'open' })
    expect((await server.anyone.get('/reports/abc.def')).status).toBe(404)
    expect(await incident(server, id)).toMatchObject({ reports: { count: 2, fixed: 1 }, priority: 'P1' })
  })

  test('a report of what was merged goes on where that went', async () => {
    const server = await start(organisation())
    const browser = browserOf(server)
    const { location } = await browser.report()
    await browser.report({ known: 'new' })
    const all: { id: string }[] = await incidents(server)
    const [first, second] = all.map(({ id }) => id).sort()
    await server.as('ana').post(`/incidents/${first}/merge`, { into: second, reason: 'the same' })
    const [path = ''] = location.split('?')
    const page = await browser.load(path)
    expect(numberOf(page.text)).toBe(second)
    await browser.submit(path, { act: 'add', form: browser.tokenOf(page.text), text: 'More of it' })
    const facts = (await server.as('ana').get(`/incidents/${second}/facts`)).body.items
    expect(facts.at(-1).sentence).toContain('More of it')
    expect(await incident(server, second ?? '')).toMatchObject({ reports: { count: 2, not_fixed: 0 } })
    await server.as('ana').post(`/incidents/${second}/resolve`)
    const form = browser.tokenOf((await browser.load(path)).text)
    expect((await browser.submit(path, { act: 'judge', form, fixed: 'no' })).status).toBe(303)
    expect(await incident(server, second ?? '')).toMatchObject({ reports: { count: 2, not_fixed: 1 } })
    expect((await browser.load(path)).text).toContain('You said that it does not work yet')
  })

  test('while it is closed, and of an incident that is closed, nothing more is taken, and the page says why', async () => {
    const server = await start(organisation())
    const browser = browserOf(server)
    const { location } = await browser.report()
    const [path = ''] = location.split('?')
    const [opened] = await incidents(server)
    const form = browser.tokenOf((await browser.load(path)).text)
    const ana = server.as('ana')
    await ana.post(`/incidents/${opened.id}/resolve`)
    await ana.post(`/incidents/${opened.id}/close`, { reason: 'done' })
    const late = await browser.submit(path, { act: 'add', form, text: 'Too late' })
    expect([late.status, late.text]).toEqual([400, expect.stringContaining('This was closed')])
    const token = path.split('/').at(-1)
    const refused = await server.anyone.post(`/reports/${token}/details`, { text: 'Too late' })
    expect([refused.status, refused.body.error.code]).toEqual([409, 'incident_final'])
    const other = await browser.report({ known: 'new' })
    await writeDirectory(server.database.kysely, organisation({}))
    await server.deps.directory.refresh()
    const [otherPath = ''] = other.location.split('?')
    const page = await browser.load(otherPath)
    expect(page.status).toBe(200)
    expect(page.text).not.toContain('<textarea')
    const closed = await browser.submit(otherPath, { act: 'add', form: browser.tokenOf(page.text) || form, text: 'x' })
    expect([closed.status, closed.text]).toEqual([400, expect.stringContaining('The portal is closed')])
    const facts = JSON.stringify((await ana.get(`/incidents/${opened.id}/facts`)).body)
    expect(facts).not.toContain('Too late')
  })

  test('with a full disk nothing is taken, and nobody is told otherwise', async () => {
    let isFull = false
    const server = await start(organisation(), { isStorageFull: () => isFull })
    const browser = browserOf(server)
    const { location } = await browser.report()
    const [path = ''] = location.split('?')
    const form = browser.tokenOf((await browser.load(path)).text)
    isFull = true
    const sent = await browser.report({ known: 'new' })
    expect([sent.status, sent.text]).toEqual([503, expect.stringContaining('call your service desk')])
    expect(sent.text).toContain('The page &#60;b&#62;stays')
    const api = await server.anyone.post('/reports', { symptoms: ['slow'], text: 'x', scope: 'individual' })
    expect([api.status, api.body.error.code]).toEqual([503, 'storage_full'])
    const added = await browser.submit(path, { act: 'add', form, text: 'More' })
    expect([added.status, added.text]).toEqual([400, expect.stringContaining('We cannot keep anything')])
    expect(await incidents(server)).toHaveLength(1)
  })

  test('a form that is sent to two nodes at once is one report', async () => {
    const server = await start(organisation())
    const id = server.deps.ids.next() as ReportId
    const report = {
      ...{ id, scope: 'individual' as const, symptoms: ['slow' as const], text: 'x', locale: 'en' as const },
      ...{ isVerified: false, email: 'rika@example.org' },
    }
    const deps = { db: server.database.kysely, engine: server.deps, secrets: server.secrets }
    const outcomes = await Promise.all([takeReport(deps, report), takeReport(deps, report), takeReport(deps, report)])
    const [first] = outcomes
    expect(first?.answer).toMatchObject({ isJoined: false, mail: 'queued' })
    for (const { answer } of outcomes) expect(answer).toEqual(first?.answer)
    expect(outcomes.filter(({ isRepeated }) => isRepeated)).toHaveLength(2)
    expect(await incidents(server)).toHaveLength(1)
    expect(server.sent.filter((message) => message.report !== undefined)).toHaveLength(1)
  })

  test('one address gets so many mails and no more, whoever fills in the forms', async () => {
    const server = await start(organisation())
    const answers = []
    for (let n = 0; n < 6; n += 1) {
      const email = n % 2 === 0 ? 'rika@example.org' : 'Rika@Example.org'
      const report = {
        ...{ id: server.deps.ids.next() as ReportId, scope: 'individual' as const, symptoms: ['slow' as const] },
        ...{ text: 'x', locale: 'en' as const, isVerified: false, email },
      }
      const deps = { db: server.database.kysely, engine: server.deps, secrets: server.secrets }
      const { answer } = await takeReport(deps, report)
      answers.push('mail' in answer ? answer.mail : answer)
    }
    expect(answers).toEqual(['queued', 'queued', 'queued', 'queued', 'queued', 'too_many'])
    await settled(server.database)
    expect(server.sent.filter((message) => message.report !== undefined)).toHaveLength(5)
    const rows = await server.database.kysely.selectFrom('portal_mails').selectAll().execute()
    expect(JSON.stringify(rows).toLowerCase()).not.toContain('rika')
    const sent = await browserOf(server).report({ known: 'new', email: 'rika@example.org' })
    const page = await browserOf(server).load(sent.location)
    expect(page.text).toContain('Your address got several of our mails lately')
  })
})
