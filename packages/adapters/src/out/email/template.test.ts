import { expect, test } from 'vitest'
import { aBundle, aPage, aPageTitled, hostileTitles, incidentOf } from '../testing/messages.ts'
import { formatSubject, renderHtml, renderText } from './template.ts'

test('the text says what, since when, why you, and where to acknowledge', () => {
  expect(renderText(aPage())).toBe(`Error rate above 5 %

The error rate of Payment API is above 5 %.
Since 09:00.
You are on call for Payments primary until Monday.

Acknowledge: https://tocsin.example.com/a/token-1
Resolve: https://tocsin.example.com/r/token-2
Open in Tocsin: https://tocsin.example.com/incidents/INC-2026-000001

Incident: INC-2026-000001
Priority: P2
Status: open
Services: Payment API, Checkout
Since: 2026-01-05 00:00:00 UTC

-- 
Sent by Tocsin to Ana (INC-2026-000001/p3). A link that changes something asks you to confirm first.
`)
})

test('the HTML has the acknowledge link as its button, and every fact', () => {
  const html = renderHtml(aPage())
  expect(html).toMatch(/<a href="https:\/\/tocsin\.example\.com\/a\/token-1"[^>]*font-size:18px[^>]*>Acknowledge<\/a>/)
  for (const fact of ['INC-2026-000001', 'P2', 'Payment API, Checkout', '2026-01-05 00:00:00 UTC', 'You are on call']) {
    expect(html).toContain(fact)
  }
})

test('the HTML loads nothing from anywhere and names its two colour schemes', () => {
  const html = renderHtml(aPage())
  expect(html).not.toMatch(/<(img|link|script|iframe|object)\b|url\(|@import/i)
  expect(html).toContain('<meta name="color-scheme" content="light dark">')
  expect(html).toContain('prefers-color-scheme:dark')
})

test.each(hostileTitles)('a title with %s is shown as text and stays on its line', (_, title) => {
  const message = aPageTitled(title)
  const html = renderHtml(message)
  expect(html).not.toMatch(/<script|<img|<h1>forged|\sonerror=alert\(1\)>/)
  expect(html.isWellFormed()).toBe(true)
  expect(renderText(message)).not.toMatch(/^Bcc:/m)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is tested.
  expect(formatSubject(message)).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/)
  expect(formatSubject(message).length).toBeLessThanOrEqual(200)
})

test('a mail stays small however much its message holds', () => {
  const page = aPage()
  const message = aPage({
    lines: Array(1_000).fill('x'.repeat(5_000)),
    incident: { ...incidentOf(page), services: Array(500).fill('y'.repeat(500)) },
  })
  expect(renderHtml(message).length).toBeLessThan(120_000)
  expect(renderText(message)).toContain('… and 960 more lines in Tocsin.')
  expect(renderText(message)).toContain(' and 480 more')
})

test('a verification mail shows its code and no facts', () => {
  const { incident: _, ...page } = aPage({
    kind: 'code',
    urgency: 'low',
    lines: ['Type this code.'],
    links: [],
    code: '482913',
  })
  expect(renderText(page)).toContain('Your code: 482913')
  expect(renderHtml(page)).toContain('482913')
  expect(renderText(page)).not.toContain('Incident:')
})

test('only a page of high urgency is marked loudly', () => {
  expect(renderHtml(aPage())).toContain('class="loud"')
  expect(renderHtml(aPage({ urgency: 'low' }))).not.toContain('class="loud"')
  expect(renderHtml(aPage({ kind: 'notice' }))).not.toContain('class="loud"')
})

test('a mail in Japanese is in Japanese from the badge to the footer', () => {
  const message = aPage({
    locale: 'ja',
    recipientName: '花子',
    replyTo: 'tocsin+x@example.com',
    lines: ['最初の検知: 9:00'],
  })
  expect(renderHtml(message)).toContain('<html lang="ja">')
  expect(renderHtml(message)).toContain('呼び出し（緊急）')
  expect(renderHtml(message)).toMatch(/<a [^>]*>対応する<\/a>/)
  const text = renderText(message).replace(message.incident?.title ?? '', '')
  expect(text).toContain('優先度: P2')
  expect(text).toContain('「ack」と返信すると対応')
  expect(text).not.toMatch(/Acknowledge|Priority|Sent by|Answer/)
})

test('a mail about several tells each with its own link, in both parts', () => {
  const bundle = aBundle(3)
  const [text, html] = [renderText(bundle), renderHtml(bundle)]
  for (const { said, links } of bundle.bundle ?? []) {
    expect(text).toContain(`${said}\nAcknowledge: ${links[0]?.url}`)
    expect(html).toContain(`href="${links[0]?.url}"`)
  }
  expect(text).toContain('asks you to confirm first')
})
