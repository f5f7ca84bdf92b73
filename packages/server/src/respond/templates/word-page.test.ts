import { renderHtml, renderText } from '@tocsin/adapters/out/email/template.ts'
import { formatBlocks } from '@tocsin/adapters/out/slack/blocks.ts'
import { formatSms } from '@tocsin/adapters/out/telephone/sms-text.ts'
import { formatSpeech } from '@tocsin/adapters/out/telephone/speech.ts'
import { formatPush } from '@tocsin/adapters/out/webpush/notification.ts'
import { checkTemplate } from '@tocsin/adapters/templates/liquid.ts'
import { TEMPLATE_PLACES } from '@tocsin/adapters/templates/template-places.ts'
import { expect, test } from 'vitest'
import { TEMPLATE_VARIABLES } from '../../shell/config/template-configuration.ts'
import { pageValues, previewMessage } from './page-values.ts'
import { wordPage } from './word-page.ts'

const URL = 'https://tocsin.example.com'
const page = previewMessage('en', undefined, URL)
const acknowledge = `${URL}/a/example`

test.each(TEMPLATE_PLACES)(
  'the text that $id begins with is valid and says what is usually said',
  ({ id, language, ...place }) => {
    const usual = previewMessage(language, undefined, URL)
    const subject = place.hasSubject ? { subject: place.subject } : {}
    for (const text of [place.subject, place.body]) expect(checkTemplate(text, pageValues(usual))).toEqual([])
    const { message, wordsProblem } = wordPage(usual, { id, body: place.body, ...subject })
    expect(wordsProblem).toBeUndefined()
    expect(message.subject).toBe(usual.subject)
    if (place.kind === 'sms') expect(formatSms(message, true)).toBe(formatSms(usual, true))
    if (place.kind === 'sms') expect(formatSms(message, false)).toBe(formatSms(usual, false))
    if (place.kind === 'voice') expect(formatSpeech(message)).toEqual(formatSpeech(usual))
    if (place.kind === 'chat') expect(formatBlocks(message, true)).toEqual(formatBlocks(usual, true))
    if (place.kind === 'mail') expect(message.lines).toEqual(usual.lines)
  },
)

test('a template that fails on a page, or says nothing, leaves the usual words and says what was wrong', () => {
  for (const body of [
    '{{ incident.title',
    '{% for i in (1..99999999) %}x{% endfor %}',
    ' \n {{ incident.nothing }} ',
  ]) {
    const worded = wordPage(page, { id: 'sms-en', body })
    expect(worded.message).toBe(page)
    expect(worded.wordsProblem).toMatchObject({ template: 'sms-en', problem: expect.stringMatching(/^body 1:\d+: .+/) })
  }
  const worded = wordPage(page, { id: 'mail-en', subject: '{% nope %}', body: 'fine' })
  expect(worded.message).toBe(page)
  expect(worded.wordsProblem?.problem).toMatch(/^subject 1:1: /)
})

test('the way to acknowledge is there, whatever the template says', () => {
  const { message } = wordPage(page, { id: 'chat-en', body: 'Look.' })
  expect(formatSms(message, false)).toBe(`Look.\nAcknowledge: ${acknowledge}`)
  expect(formatSms(message, true)).toContain('Reply 123a to acknowledge')
  for (const text of [renderText(message), renderHtml(message), JSON.stringify(formatBlocks(message, false))])
    expect(text).toContain(acknowledge)
  expect(JSON.parse(formatPush(message))).toMatchObject({ body: 'Look.', acknowledge: '/a/example' })
})

test('a link that is in the text is not said twice, and one that would be cut is put at the end whole', () => {
  const once = wordPage(page, { id: 'sms-en', body: '{{ incident.title }} {{ links.acknowledge }}' }).message
  expect(formatSms(once, false)).toBe(`Error rate above 5 % ${acknowledge}`)
  const cut = wordPage(page, { id: 'sms-en', body: `${'long '.repeat(90)}{{ links.acknowledge }}` }).message
  expect(formatSms(cut, false)).toMatch(/…\nAcknowledge: https:\/\/tocsin\.example\.com\/a\/example$/)
  expect(formatSms(cut, false).length).toBeLessThanOrEqual(420)
})

test('what a monitor writes stays text in a mail, and what a template leaves out is not added', () => {
  const hostile = previewMessage('en', { ...incident, title: '<script>alert(1)</script>' }, URL)
  const shown = renderHtml(wordPage(hostile, { id: 'mail-en', body: '<b>{{ incident.title }}</b>' }).message)
  expect(shown).toContain('&lt;b&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;/b&gt;')
  expect(shown).not.toContain('<script>')
  const silent = wordPage(hostile, { id: 'mail-en', subject: 'An incident', body: 'Open it.' }).message
  expect(`${renderText(silent)}${renderHtml(silent)}${formatPush(silent)}`).not.toContain('alert(1)')
})

const incident = {
  id: 'INC-2026-000001',
  title: 'Disk full',
  priority: 'P1',
  services: ['Shop'],
  signalReceivedAt: 0 as never,
}

test('what templates are checked against has the names that pages give', () => {
  const given = Object.entries(pageValues(page)).flatMap(([group, values]) =>
    Object.keys(values).map((name) => `${group}.${name}`),
  )
  expect(new Set(TEMPLATE_VARIABLES)).toEqual(new Set(given))
})
