import type { BundledIncident, Message } from '../channel.ts'
import { oneLine } from '../plain-text.ts'
import type { Locale } from '../words.ts'
import { shortNumber } from './sms-text.ts'

/** What is said on the telephone. Short sentences: nobody who was just woken follows long ones. */
export interface SpokenWords {
  greeting: string
  page(incident: string, priority: string): string
  code(digits: string): string
  keys: string
  /** Of a call about several: all at once, or one by its key. */
  keysAll: string
  one(key: number, incident: string, priority: string): string
  allAcknowledged: string
  again: string
  nothing: string
  bye: string
  acknowledged: string
  escalated: string
  over: string
  failed: string
}

export const SPOKEN: Record<Locale, SpokenWords> = {
  en: {
    greeting: 'This is Tocsin.',
    page: (incident, priority) => `Incident ${incident}, priority ${priority}.`,
    code: (digits) => `Your code is: ${digits}.`,
    keys: 'Press 1 to acknowledge. Press 2 to escalate. Press 3 to hear it again.',
    keysAll:
      'Press 1 to acknowledge all of them, 2 to escalate all, 3 to hear it again, or the key of one to acknowledge it.',
    one: (key, incident, priority) => `Key ${key}: incident ${incident}, priority ${priority}.`,
    allAcknowledged: 'You have all of them now that nobody else has. Nobody else is called.',
    again: 'Once more.',
    nothing: 'I did not get that.',
    bye: 'Goodbye.',
    acknowledged: 'You have it now. Nobody else is called.',
    escalated: 'The next person is being called.',
    over: 'It is over, or somebody else has it already. You need not do anything.',
    failed: 'That did not work. Please open Tocsin.',
  },
  ja: {
    greeting: 'トクシンからのお知らせです。',
    page: (incident, priority) => `インシデント${incident}、優先度${priority}。`,
    code: (digits) => `確認コードは、${digits}です。`,
    keys: '対応する場合は1を、次の担当者に引き継ぐ場合は2を、もう一度聞く場合は3を押してください。',
    keysAll:
      'すべてに対応する場合は1を、すべてを次の担当者に引き継ぐ場合は2を、もう一度聞く場合は3を、1件だけに対応する場合はその番号を押してください。',
    one: (key, incident, priority) => `${key}番、インシデント${incident}、優先度${priority}。`,
    allAcknowledged: 'まだ担当者のいないすべての件で、あなたが担当者になりました。ほかの人には連絡しません。',
    again: 'もう一度お伝えします。',
    nothing: '入力を確認できませんでした。',
    bye: '失礼します。',
    acknowledged: 'あなたが担当者になりました。ほかの人には連絡しません。',
    escalated: '次の担当者に連絡しています。',
    over: 'すでに終了したか、ほかの人が対応しています。対応は不要です。',
    failed: '処理できませんでした。Tocsinを開いて確認してください。',
  },
}

const TITLE_CHARS_MAX = 300

const SPOKEN_CHARS_MAX = 600

/** Keys 1 to 3 are for all of them. */
export const FIRST_BUNDLE_KEY = 4
export const VOICE_BUNDLE_MAX = 6
const BUNDLED_CHARS_MAX = 80

function bundleSentences(bundle: readonly BundledIncident[], words: SpokenWords): string[] {
  return bundle.flatMap(({ id, priority, services, title }, index) => [
    words.one(FIRST_BUNDLE_KEY + index, shortNumber(id), priority.replace(/^P/, '')),
    `${oneLine([...services.slice(0, 1), title].join(': '), BUNDLED_CHARS_MAX).replace(/[.。]$/, '')}.`,
  ])
}

/** What the keys of a call do. */
export function keysOf(message: Message): string {
  const words = SPOKEN[message.locale ?? 'en']
  return message.bundle ? words.keysAll : words.keys
}

/** A call says everything twice: what is longer than half a minute is cut. */
function sentencesOf(lines: readonly string[]): string[] {
  let room = SPOKEN_CHARS_MAX
  return lines.flatMap((line) => {
    const said = room > 0 ? oneLine(line, room) : ''
    room -= line.length
    return said === '' ? [] : [said]
  })
}

/** The sentences of a call, without what the keys do. */
export function formatSpeech(message: Message): string[] {
  const words = SPOKEN[message.locale ?? 'en']
  const { incident, code, subject, lines } = message
  if (code !== undefined) {
    const digits = words.code([...code].join(', '))
    return [words.greeting, digits, words.again, digits]
  }
  if (message.bundle)
    return [words.greeting, oneLine(subject, TITLE_CHARS_MAX), ...bundleSentences(message.bundle, words)]
  if (message.isWorded) return sentencesOf(lines)
  if (!incident) return [words.greeting, oneLine(subject, TITLE_CHARS_MAX), oneLine(lines.join(' '), TITLE_CHARS_MAX)]
  return [
    words.greeting,
    words.page(shortNumber(incident.id), incident.priority.replace(/^P/, '')),
    oneLine([incident.services.join(', '), incident.title].filter((part) => part !== '').join(': '), TITLE_CHARS_MAX),
  ]
}
