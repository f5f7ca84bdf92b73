import type { PageId } from '@tocsin/core/kernel/brand.ts'
import type { Message } from '../channel.ts'

/** A page of high urgency with everything in it; `changes` replace what a test is about. */
export function aPage(changes: Partial<Message> = {}): Message {
  return {
    id: 'INC-2026-000001/p3' as PageId,
    kind: 'page',
    urgency: 'high',
    recipientName: 'Ana',
    subject: 'INC-2026-000001 P2 Payment API: error rate above 5 %',
    lines: [
      'The error rate of Payment API is above 5 %.',
      'Since 09:00.',
      'You are on call for Payments primary until Monday.',
    ],
    links: [
      { action: 'acknowledge', url: 'https://tocsin.example.com/a/token-1' },
      { action: 'resolve', url: 'https://tocsin.example.com/r/token-2' },
      { action: 'view', url: 'https://tocsin.example.com/incidents/INC-2026-000001' },
    ],
    incident: {
      id: 'INC-2026-000001',
      title: 'Error rate above 5 %',
      status: 'open',
      priority: 'P2',
      services: ['Payment API', 'Checkout'],
      openedAt: '2026-01-05T00:00:00.000Z',
    },
    sentAt: '2026-01-05T00:00:01.000Z',
    ...changes,
  }
}

/** One message about several incidents, each with its own link. */
export function aBundle(count: number, changes: Partial<Message> = {}): Message {
  const { incident: _, ...page } = aPage()
  const bundle = Array.from({ length: count }, (_each, index) => {
    const id = `INC-2026-${String(index + 1).padStart(6, '0')}`
    const links = [
      { action: 'acknowledge' as const, url: `https://tocsin.example.com/a/${'t'.repeat(135)}${index + 1}` },
    ]
    return {
      ...{
        id,
        priority: 'P2',
        title: `Error rate of part ${index + 1} above 5 % for ten minutes`,
        services: ['Payment API'],
      },
      ...{ said: `${id} P2 Payment API: error rate above 5 % – First signal: 09:00. – You are on call.`, links },
    }
  })
  const links = [{ action: 'view' as const, url: 'https://tocsin.example.com/incidents' }]
  return {
    ...page,
    subject: `${count} more incidents page you`,
    lines: ['They came together.'],
    links,
    bundle,
    ...changes,
  }
}

/** Titles that monitors really send, and those that an attacker would. */
export const hostileTitles: readonly [what: string, title: string][] = [
  ['line breaks', 'disk full\r\nBcc: eve@example.com\r\n\r\n<h1>forged</h1>'],
  ['emoji and umlauts', '🔥 Zahlungen für München stehen — 支払い停止 🇩🇪'],
  ['ten kilobytes', 'long title '.repeat(950)],
  ['HTML', '<script>alert(1)</script><img src="https://eve.example/x.png" onerror=alert(1)>"\'&amp;'],
  ['direction marks and lone surrogates', 'safe \u202Egnp.exe \uD83D end\u0000'],
]

/** A page whose every text is the title. */
export function aPageTitled(title: string): Message {
  const page = aPage({ subject: `INC-2026-000001 P2 ${title}`, lines: [title, title] })
  return { ...page, incident: { ...incidentOf(page), title, services: [title] } }
}

export function incidentOf({ incident }: Message): NonNullable<Message['incident']> {
  if (incident === undefined) throw new TypeError('the message has no incident')
  return incident
}
