import { expect, test } from 'vitest'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { formatPublication } from './publication.ts'
import { parseTarget } from './target.ts'

function publish(message: Parameters<typeof formatPublication>[1]) {
  return JSON.parse(formatPublication('oncall', message))
}

test('a page is loud, tapping opens the incident, buttons open the links', () => {
  expect(publish(aPage())).toEqual({
    topic: 'oncall',
    sequence_id: 'INC-2026-000001_p3',
    title: 'INC-2026-000001 P2 Payment API: error rate above 5 %',
    message: `${aPage().lines.join('\n')}\nPayment API, Checkout`,
    priority: 5,
    tags: ['rotating_light'],
    click: 'https://tocsin.example.com/incidents/INC-2026-000001',
    actions: [
      { action: 'view', label: 'Acknowledge', url: 'https://tocsin.example.com/a/token-1' },
      { action: 'view', label: 'Resolve', url: 'https://tocsin.example.com/r/token-2' },
      { action: 'view', label: 'Open', url: 'https://tocsin.example.com/incidents/INC-2026-000001' },
    ],
  })
})

test('priority follows kind and urgency', () => {
  expect(publish(aPage({ urgency: 'low' })).priority).toBe(3)
  expect(publish(aPage({ kind: 'notice' })).priority).toBe(3)
  expect(publish(aPage({ kind: 'notice', urgency: 'low' })).priority).toBe(2)
})

test.each([...hostileTitles, ['only characters that JSON doubles', '"\\'.repeat(6_000)] as const])(
  'a title with %s stays within every limit of ntfy',
  (_, title) => {
    const body = formatPublication('oncall', aPageTitled(title))
    const { title: shown, message } = JSON.parse(body)
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(8_192)
    expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(1_024)
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4_096)
    expect(message.length).toBeGreaterThan(10)
  },
)

test('an address is a topic, or a server and a topic', () => {
  expect(parseTarget('oncall', 'https://ntfy.example.com/')).toEqual({
    url: 'https://ntfy.example.com/',
    topic: 'oncall',
  })
  expect(parseTarget('https://ntfy.sh/on-call_1', 'https://x.example')).toEqual({
    url: 'https://ntfy.sh/',
    topic: 'on-call_1',
  })
  const bad = [
    '',
    'on call',
    'a'.repeat(65),
    'docs',
    'https://ntfy.sh/',
    'https://ntfy.sh/a/b',
    'https://ntfy.sh/a?auth=x',
    'ftp://x/y',
  ]
  expect(bad.filter((to) => !('problem' in parseTarget(to, 'https://ntfy.sh')))).toEqual([])
})
