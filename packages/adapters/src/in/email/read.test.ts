import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DoorContext, DoorReading, DoorRequest } from '../door.ts'
import { optionsForm } from '../options.ts'
import { CONTEXT, doorRequest } from '../testing/door-request.ts'
import { email } from './read.ts'
import { mailOptions } from './rules.ts'
import { ENVELOPE_DETAIL, ENVELOPE_FROM, unpack } from './unpack.ts'

const PAYLOADS = join(import.meta.dirname, 'payloads')
const sample = (name: string) => readFileSync(join(PAYLOADS, name))

async function readBody(
  body: unknown,
  { context = CONTEXT, ...overrides }: Partial<DoorRequest> & { context?: DoorContext } = {},
): Promise<DoorReading> {
  return email.read(
    await unpack(doorRequest(body, { headers: { 'content-type': 'message/rfc822' }, ...overrides })),
    context,
  )
}

function mailText(headers: Record<string, string>, body = 'It is full.'): string {
  const all = { From: 'check@example.com', 'Message-ID': '<1@example.com>', ...headers }
  return `${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')}\r\n\r\n${body}\r\n`
}

const withSubject = async (subject: string, options?: DoorContext['options']) => {
  const reading = await readBody(mailText({ Subject: subject }), {
    context: { ...CONTEXT, ...(options && { options }) },
  })
  return reading.signals[0]
}
const form = (fields: Record<string, string>) => ({
  body: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})
const readForm = ({ body, headers }: ReturnType<typeof form>) => readBody(body, { headers })

test('a problem and its recovery are one alert, by what stands behind the plus', async () => {
  const problem = (await readBody(sample('nagios-problem.eml'))).signals[0]
  const recovery = (await readBody(sample('nagios-recovery.eml'))).signals[0]
  expect(problem).toMatchObject({
    key: 'web-1-http',
    state: 'firing',
    severity: 'critical',
    title: '** PROBLEM Service Alert: web-1/HTTP is CRITICAL **',
    labels: { from: 'nagios@mon.example.com', sender_domain: 'mon.example.com', topic: 'web-1-http' },
    annotations: { message_id: '<20260302101105.4711@mon.example.com>' },
  })
  expect(problem?.description).toContain('HTTP CRITICAL: 503')
  expect(new Date(problem?.startedAt ?? 0).toISOString()).toBe('2026-03-02T10:11:05.000Z')
  expect(recovery).toMatchObject({ key: 'web-1-http', state: 'resolved' })
})

test('an automatic reply is ignored, and the page of the source says why', async () => {
  const reading = await readBody(sample('auto-reply-must-be-ignored.eml'))
  expect(reading).toMatchObject({ signals: [], reply: { status: 200 } })
  expect(reading.problems).toEqual([
    'ignored "Out of office: Re: Incident 42" of user@example.com: it is an automatic reply (Auto-Submitted: auto-replied)',
  ])
})

test('encoded words, quoted-printable, base64 and old charsets are read', async () => {
  const german = (await readBody(sample('multipart-encoded-subject.eml'))).signals[0]
  expect(german).toMatchObject({ title: '[ALARM] Speicher fast voll – db-1', state: 'firing' })
  expect(german?.description).toBe('Der Speicher auf db-1 ist zu 97% voll. Bitte prüfen.')
  const japanese = (await readBody(sample('iso-2022-jp.eml'))).signals[0]
  expect(japanese).toMatchObject({ title: '【障害】web-1 が応答しません', severity: 'high', state: 'firing' })
  expect(japanese?.description).toBe('サーバー web-1 が応答しません。')
  const recovered = await withSubject('=?ISO-2022-JP?B?GyRCIVpJfDVsIVsbKEJ3ZWItMSAbJEIkLDF+RXokNyReJDskcxsoQg==?=')
  expect(recovered).toMatchObject({ title: '【復旧】web-1 が応答しません', state: 'resolved', key: japanese?.key })
})

test.each([
  ['** PROBLEM Service Alert: web-1/HTTP is CRITICAL **', '** RECOVERY Service Alert: web-1/HTTP is OK **'],
  ['[FIRING:1] HighLatency (checkout eu-1)', '[RESOLVED] HighLatency (checkout eu-1)'],
  ['ALARM: "checkout-5xx" in EU (Ireland)', 'OK: "checkout-5xx" in EU (Ireland)'],
  ['Problem: High CPU on db-1', 'Resolved in 5m 0s: High CPU on db-1'],
  ['Monitor is DOWN: shop.example.com', 'Monitor is UP: shop.example.com'],
  ['db-1 is down', 'Re: db-1 is up again'],
  ['WARNING: disk on db-1 at 91%', 'Fwd: OK: disk on db-1 at 45 %'],
  ['Backup of 2026-03-02 02:00 FAILED', 'AW: Backup of 2026-03-03 02:00 OK'],
  ['disk state: OK -> CRITICAL', 'disk state: CRITICAL -> OK'],
  ['【障害発生】受注システム', '【復旧】受注システム'],
  ['受注システム 障害が発生しました', '受注システム が復旧しました'],
])('%s is over with %s', async (problem, recovery) => {
  const [fired, cleared] = [await withSubject(problem), await withSubject(recovery)]
  expect([fired?.state, cleared?.state]).toEqual(['firing', 'resolved'])
  expect(cleared?.key).toBe(fired?.key)
})

test.each([
  ['web-1 is not OK'],
  ['NOT RESOLVED: web-1'],
  ['Up and coming maintenance'],
  ['Fixed assets report is missing'],
  ['Look up the logs of ok-service'],
  ['Disk is filling up'],
  ['CRITICAL: backup not OK'],
  ['Payments are slow'],
])('%s fires', async (subject) => {
  expect((await withSubject(subject))?.state).toBe('firing')
})

test('a subject without words of state leaves it to the body', async () => {
  const reading = await readBody(mailText({ Subject: 'Host web-1' }, 'Host: web-1\r\nState: OK\r\n'))
  expect(reading.signals[0]?.state).toBe('resolved')
  expect((await readBody(mailText({ Subject: 'Host web-1' }, 'State: DOWN\r\n'))).signals[0]?.state).toBe('firing')
  expect((await withSubject('** ACKNOWLEDGEMENT Host Alert: web-1 is DOWN **'))?.state).toBe('acknowledged')
})

test('severity is the worst word of the subject, else the urgency of the mail, else that of the source', async () => {
  expect((await withSubject('WARNING: was CRITICAL'))?.severity).toBe('critical')
  expect((await withSubject('Minor glitch'))?.severity).toBe('low')
  const urgent = await readBody(mailText({ Subject: 'Look', 'X-Priority': '1 (Highest)' }))
  expect(urgent.signals[0]?.severity).toBe('high')
  expect((await withSubject('Look'))?.severity).toBe('unknown')
})

test('rules of the source decide before words do', async () => {
  const options = {
    ignore_when: ['subject: ^daily report'],
    clear_when: ['body: all is well', 'back to normal'],
    open_when: ['subject: ^RECOVERY MODE', 'from: @db\\.example\\.com$'],
    severity_when: ['low: from: backup@', 'critical: subject: mode'],
  }
  const read = async (headers: Record<string, string>, body?: string) =>
    readBody(mailText(headers, body), { context: { ...CONTEXT, options } })
  expect((await read({ Subject: 'Daily report: DOWN' })).problems[0]).toContain('a rule of the source ignores it')
  expect((await read({ Subject: 'RECOVERY MODE on' })).signals[0]).toMatchObject({
    state: 'firing',
    severity: 'critical',
  })
  expect((await read({ Subject: 'PROBLEM x', From: 'a@db.example.com' }, 'ALL is well')).signals[0]?.state).toBe(
    'resolved',
  )
  expect((await read({ Subject: 'x is back to normal' })).signals[0]?.state).toBe('resolved')
  expect((await read({ Subject: 'Lunch at noon' })).problems[0]).toContain('no rule of the source opens anything')
  expect((await read({ Subject: 'RESOLVED: x' })).signals[0]?.state).toBe('resolved')
})

test('rules are checked where they are written, and a wrong one is told with its mistake', () => {
  const wrong = optionsForm(mailOptions).safeParse({
    clear_when: ['subject: ('],
    severity_when: ['awful: subject: x', 'critical: body: ['],
    identity: 'colour',
  })
  expect(wrong.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['clear_when.0', expect.stringContaining('missing closing )')],
    ['severity_when.0', 'expected a severity in front of the rule, one of critical, high, medium, low, info, unknown'],
    ['severity_when.1', expect.stringContaining('error parsing regexp')],
    ['identity', 'expected subject or thread'],
  ])
})

test('a pattern that would backtrack for ever takes no time', async () => {
  const context = { ...CONTEXT, options: { clear_when: ['body: ^(a+)+$'] } }
  const startedAt = performance.now()
  await readBody(mailText({ Subject: 'x' }, `${'a'.repeat(20_000)}!`), { context })
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test('only mails of the senders that the source names are taken', async () => {
  const context = { ...CONTEXT, options: { senders: ['nagios@mon.example.com', '@example.org'] } }
  const of = async (from: string) => (await readBody(mailText({ From: from, Subject: 'x' }), { context })).reply.status
  expect(await of('Nagios <NAGIOS@mon.example.com>')).toBe(200)
  expect(await of('who@example.org')).toBe(200)
  expect(await of('who@evil-example.org')).toBe(422)
  expect(await of('nagios@mon.example.com.evil.net')).toBe(422)
})

test('with identity by thread an answer belongs to the first mail, whatever its subject', async () => {
  const context = { ...CONTEXT, options: { identity: 'thread' } }
  const first = await readBody(mailText({ Subject: 'It burns', 'Message-ID': '<root@x>' }), { context })
  const answer = mailText({ Subject: 'RESOLVED', 'In-Reply-To': '<2@x>', References: '<root@x> <2@x>' })
  const second = await readBody(answer, { context })
  expect(first.signals[0]?.key).toBe('<root@x>')
  expect(second.signals[0]).toMatchObject({ key: '<root@x>', state: 'resolved' })
})

test.each([
  ['our own page', { Subject: 'INC-2026-000001', 'X-Tocsin-Page': 'x' }, 'it is a mail of Tocsin itself'],
  ['a bounce', { Subject: 'Undelivered', 'Content-Type': 'multipart/report; boundary=a' }, 'could not be delivered'],
  ['mail of the null sender', { Subject: 'x', 'Return-Path': '<>' }, 'could not be delivered'],
  ['a bulk answer', { Subject: 'Re: x', Precedence: 'bulk', 'In-Reply-To': '<1@x>' }, 'Precedence: bulk'],
  ['junk', { Subject: 'x', Precedence: 'junk' }, 'Precedence: junk'],
  [
    'an automatic answer',
    { Subject: 'Re: x', 'Auto-Submitted': 'auto-generated', 'In-Reply-To': '<1@x>' },
    'auto-generated',
  ],
  ['an absence', { Subject: 'Abwesenheitsnotiz: x' }, 'out-of-office'],
])('%s is ignored', async (_, headers, why) => {
  const reading = await readBody(mailText(headers as unknown as Record<string, string>))
  expect(reading).toMatchObject({ signals: [], reply: { status: 200 } })
  expect(reading.problems[0]).toContain(why)
})

test('a mail that came through fifty servers goes round', async () => {
  const received = Array.from(
    { length: 51 },
    (_, hop) => `Received: from a${hop} by b; Mon, 02 Mar 2026 10:11:05 +0000`,
  )
  const reading = await readBody(`${received.join('\r\n')}\r\n${mailText({ Subject: 'x' })}`)
  expect(reading.problems[0]).toContain('a loop')
})

test('a notice that a machine sends of itself is an alert', async () => {
  const reading = await readBody(
    mailText({ Subject: 'Cron <root@db-1> backup', 'Auto-Submitted': 'auto-generated', Precedence: 'bulk' }),
  )
  expect(reading.signals[0]).toMatchObject({ state: 'firing', title: 'Cron <root@db-1> backup' })
})

test('what is quoted and signed is no part of the description', async () => {
  const body = 'Disk is full.\r\n\r\nOn Mon, 2 Mar 2026, Ana wrote:\r\n> earlier\r\n-- \r\nBob'
  expect((await readBody(mailText({ Subject: 'x' }, body))).signals[0]?.description).toBe('Disk is full.')
})

test('HTML is read as its text, and scripts are no text', async () => {
  const html =
    '<html><head><style>p{}</style></head><body><script>alert(1)</script><p>Disk &gt; 90&nbsp;%<br>on <b>db-1</b></p><ul><li>one</li></ul></body></html>'
  const mail = mailText({ Subject: 'x', 'MIME-Version': '1.0', 'Content-Type': 'text/html; charset=utf-8' }, html)
  expect((await readBody(mail)).signals[0]?.description).toBe('Disk > 90 %\non db-1\n\n- one')
})

test('attachments are named, and do not become text', async () => {
  const mail = `${mailText({ Subject: 'x', 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' }, '').trimEnd()}\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee graph.\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="graph.png"\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b--\r\n`
  const signal = (await readBody(mail)).signals[0]
  expect(signal?.annotations.attachments).toBe('graph.png (5 bytes)')
  expect(signal?.description).toBe('See graph.')
})

test('results of SPF and DKIM count only of servers that the source believes', async () => {
  const headers = {
    Subject: 'x',
    'Authentication-Results': 'mx.example.com; spf=pass smtp.mailfrom=a@b; dkim=fail; dkim=pass header.d=b; dmarc=none',
  }
  const forged = `Authentication-Results: evil.example; spf=pass\r\n${mailText({ Subject: 'x' })}`
  const context = { ...CONTEXT, options: { trusted_servers: ['MX.example.com'] } }
  const read = await readBody(mailText(headers), { context })
  expect(read.signals[0]?.annotations).toMatchObject({ spf: 'pass', dkim: 'pass', dmarc: 'none' })
  expect((await readBody(forged, { context })).signals[0]?.annotations).not.toHaveProperty('spf')
})

test('the envelope tells the null sender, and what stands behind the plus', async () => {
  const over = (from: string, detail: string) =>
    readBody(mailText({ Subject: 'PROBLEM x', To: 'k+other@in' }), {
      method: 'SMTP',
      headers: { 'content-type': 'message/rfc822', [ENVELOPE_FROM]: from, [ENVELOPE_DETAIL]: detail },
    })
  expect((await over('', '')).problems[0]).toContain('could not be delivered')
  expect((await over('a@b', 'web')).signals[0]?.key).toBe('web')
  // Of several recipients only the one of the envelope is meant.
  expect((await over('a@b', '')).signals[0]?.key).toBe('x')
})

test('Mailgun posts the parts of a mail, or the whole, and signs them', async () => {
  const fields = {
    recipient: 'alerts+web-1@in.example.com',
    sender: 'bounce@mon.example.com',
    from: 'Nagios <nagios@mon.example.com>',
    subject: 'PROBLEM: web-1',
    'body-plain': 'Down since 10:11.',
    'message-headers': JSON.stringify([
      ['Message-Id', '<m@x>'],
      ['X-Priority', '1'],
    ]),
    'X-Mailgun-Spf': 'Pass',
  }
  expect((await readForm(form(fields))).signals[0]).toMatchObject({
    key: 'web-1',
    title: 'PROBLEM: web-1',
    description: 'Down since 10:11.',
    labels: { from: 'nagios@mon.example.com' },
    annotations: { spf: 'pass', message_id: '<m@x>' },
  })
  const whole = await readForm(form({ recipient: 'alerts@in', 'body-mime': mailText({ Subject: 'RESOLVED: web-1' }) }))
  expect(whole.signals[0]).toMatchObject({ state: 'resolved', title: 'RESOLVED: web-1' })
  const signature = createHmac('sha256', 'signing-key').update('1772446265token').digest('hex')
  const verdict = (secret: string) => {
    const { body, headers } = form({ ...fields, timestamp: '1772446265', token: 'token', signature })
    return email.verify?.(doorRequest(body, { headers }), { ...CONTEXT, secret })
  }
  expect(verdict('signing-key')).toEqual({ isGenuine: true })
  expect(verdict('another')).toMatchObject({ refusal: { status: 401 } })
})

test('SendGrid posts the whole mail, or its parts', async () => {
  const envelope = JSON.stringify({ to: ['k+disk@in.example.com'], from: 'a@b.example' })
  const whole = await readForm(
    form({ email: mailText({ Subject: 'PROBLEM x' }), envelope, SPF: 'softfail', dkim: '{@b.example : pass}' }),
  )
  expect(whole.signals[0]).toMatchObject({ key: 'disk', annotations: { spf: 'softfail', dkim: 'pass' } })
  const parts = await readForm(
    form({
      from: 'A <a@b.example>',
      subject: 'PROBLEM y',
      html: '<p>Full</p>',
      headers: 'Message-ID: <s@x>\nX-Long: a\n b',
      envelope,
    }),
  )
  expect(parts.signals[0]).toMatchObject({
    title: 'PROBLEM y',
    description: 'Full',
    annotations: { message_id: '<s@x>' },
  })
})

test('Postmark posts JSON', async () => {
  const body = {
    FromName: 'A',
    From: 'a@b.example',
    FromFull: { Email: 'A@b.example', Name: 'A', MailboxHash: '' },
    OriginalRecipient: '451d+disk@inbound.postmarkapp.com',
    MailboxHash: 'disk',
    Subject: 'DOWN: db-1',
    TextBody: 'It is down.',
    HtmlBody: '',
    Headers: [{ Name: 'X-Spam-Status', Value: 'No' }],
    Attachments: [{ Name: 'a.txt', Content: 'aGk=', ContentType: 'text/plain', ContentLength: 2 }],
  }
  const reading = await readBody(body, { headers: { 'content-type': 'application/json' } })
  expect(reading.signals[0]).toMatchObject({
    key: 'disk',
    severity: 'critical',
    labels: { from: 'a@b.example' },
    annotations: { attachments: 'a.txt (2 bytes)' },
  })
})

test('Amazon SES posts mails by way of SNS, whose subscription is confirmed at its own hosts alone', async () => {
  const notification = {
    notificationType: 'Received',
    mail: { source: 'a@b.example' },
    receipt: { recipients: ['k+disk@in'], spfVerdict: { status: 'PASS' }, action: { type: 'SNS', encoding: 'BASE64' } },
    content: Buffer.from(mailText({ Subject: 'PROBLEM z' })).toString('base64'),
  }
  const read = (body: unknown) => readBody(body, { headers: { 'content-type': 'text/plain; charset=UTF-8' } })
  const wrapped = await read({ Type: 'Notification', Message: JSON.stringify(notification) })
  const raw = await read(notification)
  for (const { signals } of [wrapped, raw])
    expect(signals[0]).toMatchObject({ key: 'disk', title: 'PROBLEM z', annotations: { spf: 'pass' } })
  const { content: _, ...without } = notification
  expect((await read(without)).problems[0]).toContain('holds no mail')
  const { confirm } = await read({
    Type: 'SubscriptionConfirmation',
    SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=x',
  })
  expect(confirm?.url).toContain('Action=x')
  expect(confirm?.host.test('sns.eu-west-1.amazonaws.com')).toBe(true)
  expect(confirm?.host.test('sns.evil.example')).toBe(false)
})

test.each([
  ['nothing', '', 'the body is empty'],
  ['plain words', 'hello', 'the body is no mail'],
  ['JSON of somebody else', '{"a":1}', 'neither of Postmark nor of Amazon SES'],
  ['broken JSON', '{"a":', 'neither a mail nor JSON'],
])('%s is refused with what is wrong', async (_, body, problem) => {
  const reading = await readBody(body)
  expect(reading).toMatchObject({ signals: [], reply: { status: 422 } })
  expect(reading.problems[0]).toContain(problem)
})

test('a form without a mail in it is refused', async () => {
  expect((await readForm(form({ a: 'b' }))).problems[0]).toContain('the form holds no mail')
})

test('mails nested without end are refused, not followed', async () => {
  const open = Array.from(
    { length: 200 },
    (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
  ).join('')
  const reading = await readBody(`From: a@b\r\nSubject: x\r\nMIME-Version: 1.0\r\n${open}`)
  expect(reading.reply.status).toBe(422)
  expect(reading.problems[0]).toContain('cannot be taken apart')
})

test('mails that were damaged on their way are read or refused, and nothing is thrown', async () => {
  const samples = readdirSync(PAYLOADS).map((name) => new Uint8Array(sample(name)))
  const damaged = fc
    .tuple(fc.constantFrom(...samples), fc.nat(), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }))
    .map(([bytes, cut, changes]) => {
      const copy = new Uint8Array(bytes)
      for (const [place, byte] of changes) copy[place % copy.length] = byte
      return copy.subarray(0, cut % (copy.length + 1))
    })
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), async (body) => {
      const reading = await readBody(body)
      expect([200, 422]).toContain(reading.reply.status)
      for (const signal of reading.signals) {
        expect(signal.key.length).toBeGreaterThan(0)
        expect(JSON.stringify(signal)).not.toContain('\\u0000')
        expect(signal.title.isWellFormed()).toBe(true)
      }
    }),
    { numRuns: 400 },
  )
})

test('what a database cannot hold is replaced in every header that is kept', async () => {
  const { signals } = await readBody(
    'From: nagios@mon.example.com\r\nTo: k7f3@in.example.com\r\nMessage-ID: <\0one@mon.example.com>\r\nSubject: disk on db-1 is CRITICAL\r\n\r\nfull\r\n',
  )
  expect(signals[0]?.annotations?.message_id).toBe('<\ufffdone@mon.example.com>')
})
