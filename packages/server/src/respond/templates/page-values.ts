/** What templates of pages can read, each value bounded and on one line; and an example of it, by which templates are checked. */
import type { Message } from '@tocsin/adapters/out/channel.ts'
import { oneLine } from '@tocsin/adapters/out/plain-text.ts'
import { shortNumber } from '@tocsin/adapters/out/telephone/sms-text.ts'
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { TemplateValues } from '@tocsin/adapters/templates/liquid.ts'
import type { ContactId, IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { formatLines, formatSubject } from '../page-text.ts'

const TEXT_CHARS_MAX = 500
const SERVICES_MAX = 20

/** Every value is there on every page, so that what a template reads is known when it is written. */
export function pageValues({ incident, links, recipientName, lines, urgency }: Message): TemplateValues {
  const services = (incident?.services ?? []).slice(0, SERVICES_MAX).map((name) => oneLine(name, 100))
  const [firstSignal = '', why = ''] = lines.map((line) => oneLine(line, TEXT_CHARS_MAX))
  const linkTo = (wanted: string) => links.find(({ action }) => action === wanted)?.url ?? ''
  return {
    incident: {
      id: incident?.id ?? '',
      number: incident ? shortNumber(incident.id) : '',
      title: oneLine(incident?.title ?? '', TEXT_CHARS_MAX),
      priority: oneLine(incident?.priority ?? '', 10),
      service: services.join(', '),
      services,
    },
    page: { urgency, first_signal: firstSignal, why },
    person: { name: oneLine(recipientName, 100) },
    links: { acknowledge: linkTo('acknowledge'), resolve: linkTo('resolve'), open: linkTo('view') },
  }
}

/** What a preview shows of an incident. */
export interface PreviewIncident {
  id: string
  title: string
  priority: string
  services: string[]
  signalReceivedAt: Instant
}

const EXAMPLE: Readonly<Record<Locale, Pick<PreviewIncident, 'title' | 'services'>>> = {
  en: { title: 'Error rate above 5 %', services: ['Payment API', 'Checkout'] },
  ja: { title: 'エラー率が5%を超えました', services: ['決済API', '購入手続き'] },
}

const READER: Readonly<Record<Locale, { name: string; zone: string }>> = {
  en: { name: 'Ana Silva', zone: 'Europe/Berlin' },
  ja: { name: '佐藤 花', zone: 'Asia/Tokyo' },
}

/** 2026-01-05T00:00:12Z */
const EXAMPLE_AT = 1_767_571_212_000 as Instant

/**
 * A page as it is before a template words it, of an incident or of an invented one, to an invented reader of a language. Its links
 * lead to the console and act on nothing.
 */
export function previewMessage(language: Locale, incident: PreviewIncident | undefined, publicUrl: string): Message {
  const { title, services, id, priority, signalReceivedAt } = incident ?? {
    ...EXAMPLE[language],
    ...{ id: 'INC-2026-000123', priority: 'P2', signalReceivedAt: EXAMPLE_AT },
  }
  const { name, zone } = READER[language]
  const user = 'example' as UserId
  const person: PersonMessage = {
    ...{ kind: 'page', page: `${id}/p1` as PageId, incident: id as IncidentId, user, title, priority, services },
    ...{ target: { contact: 'example' as ContactId, channel: 'email', to: '' }, urgency: 'high', isFirstCall: true },
    ...{ because: 'rule_immediate', why: { kind: 'user' }, signalReceivedAt, requestedAt: signalReceivedAt },
  }
  const directory = {
    users: new Map([[user, { id: user, name, zone, locale: language }]]),
    ...{ schedules: new Map(), teams: new Map() },
  } as unknown as Directory
  const at = formatInstant(signalReceivedAt)
  return {
    ...{ id: person.page, kind: 'page', urgency: 'high', recipientName: name, locale: language, sentAt: at },
    ...{ subject: formatSubject(person, directory), lines: formatLines(person, directory) },
    links: [
      { action: 'acknowledge', url: `${publicUrl}/a/example` },
      { action: 'resolve', url: `${publicUrl}/a/example-resolve` },
      { action: 'view', url: `${publicUrl}/incidents/${id}` },
    ],
    incident: { id, title, status: 'open', priority, services, openedAt: at },
  }
}
