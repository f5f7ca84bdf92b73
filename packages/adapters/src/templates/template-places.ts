/**
 * Where the words of a page can be replaced: by the kind of channel and by language. Each place starts with a text that says what the
 * built-in words say. Webhooks are read by machines and keep their form.
 */
import type { Locale } from '../out/words.ts'

export const TEMPLATE_KINDS = ['mail', 'sms', 'voice', 'chat', 'push'] as const
export type TemplateKind = (typeof TEMPLATE_KINDS)[number]
export const TEMPLATE_LANGUAGES = ['en', 'ja'] as const satisfies readonly Locale[]

export type TemplateId = `${TemplateKind}-${Locale}`

export interface TemplatePlace {
  id: TemplateId
  kind: TemplateKind
  language: Locale
  /** A headline beside the text: the subject of a mail, the first line in a chat. */
  hasSubject: boolean
  subject: string
  body: string
}

const KIND_OF_CHANNEL: Readonly<Record<string, TemplateKind>> = {
  email: 'mail',
  sms: 'sms',
  voice: 'voice',
  ...{ slack: 'chat', teams: 'chat', telegram: 'chat', discord: 'chat', mattermost: 'chat', googlechat: 'chat' },
  ...{ webpush: 'push', ntfy: 'push', pushover: 'push', gotify: 'push' },
}

/** Undefined of a channel that is always worded the same. */
export function templateFor(channel: string, language: Locale): TemplateId | undefined {
  const kind = KIND_OF_CHANNEL[channel]
  return kind && `${kind}-${language}`
}

const HEAD = '{% if incident.service != "" %}{{ incident.service }}: {% endif %}{{ incident.title }}'
const SUBJECT = `{{ incident.id }} {{ incident.priority }} ${HEAD}`
const SENTENCES = '{{ page.first_signal }}\n{{ page.why }}'

const SPOKEN: Readonly<Record<Locale, string>> = {
  en: 'This is Tocsin.\nIncident {{ incident.number }}, priority {{ incident.priority | remove: "P" }}.',
  ja: 'トクシンからのお知らせです。\nインシデント{{ incident.number }}、優先度{{ incident.priority | remove: "P" }}。',
}

const BODIES: Readonly<Record<TemplateKind, (language: Locale) => string>> = {
  mail: () => SENTENCES,
  sms: () => `${SUBJECT}\n{{ page.first_signal }} {{ page.why }}`,
  voice: (language) => `${SPOKEN[language]}\n${HEAD}`,
  chat: () => `${SENTENCES}\n{{ incident.service }}`,
  push: () => SENTENCES,
}

export const TEMPLATE_PLACES: readonly TemplatePlace[] = TEMPLATE_KINDS.flatMap((kind) =>
  TEMPLATE_LANGUAGES.map((language) => {
    const hasSubject = kind !== 'sms' && kind !== 'voice'
    return {
      ...{ id: `${kind}-${language}` as const, kind, language, hasSubject },
      ...{ subject: hasSubject ? SUBJECT : '', body: BODIES[kind](language) },
    }
  }),
)

export const TEMPLATE_IDS = TEMPLATE_PLACES.map(({ id }) => id) as [TemplateId, ...TemplateId[]]
