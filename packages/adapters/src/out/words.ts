import type { Message, MessageLink } from './channel.ts'

/** The few words that adapters add to a message themselves: labels of buttons, and how to answer without one. */
export type Locale = 'en' | 'ja'

export interface OutWords {
  link: Record<MessageLink['action'], string>
  services: string
  status: string
  since: string
  code(code: string): string
  /** How to answer a text message; `number` is that of the incident. */
  reply(number: string): string
  /** The same where one message is about several; `number` is that of the first. */
  replyAll(number: string): string
  /** What the first message to a number has to say (CTIA’s principles for messaging). */
  optOut: string
  more(count: number): string
}

const WORDS: Record<Locale, OutWords> = {
  en: {
    link: {
      ...{ acknowledge: 'Acknowledge', resolve: 'Resolve', answer: 'Answer', view: 'Open', escalate: 'Escalate' },
      call: 'Join call',
    },
    services: 'Services',
    status: 'Status',
    since: 'Since',
    code: (code) => `Your code: ${code}`,
    reply: (number) => `Reply ${number}a to acknowledge, ${number}e to escalate, ${number}r to resolve.`,
    replyAll: (number) => `Reply ${number}a to acknowledge one (e escalates, r resolves), all a for all.`,
    optOut: 'Reply STOP to opt out, HELP for help.',
    more: (count) => `and ${count} more`,
  },
  ja: {
    link: {
      ...{ acknowledge: '対応する', resolve: '解決', answer: '返答する', view: '開く', escalate: 'エスカレーション' },
      call: '通話に参加',
    },
    services: 'サービス',
    status: '状態',
    since: '発生',
    code: (code) => `確認コード: ${code}`,
    reply: (number) => `返信: ${number}a=対応する、${number}e=エスカレーション、${number}r=解決`,
    replyAll: (number) => `返信: ${number}a=1件に対応（e=エスカレーション、r=解決）、all a=すべてに対応`,
    optOut: '停止はSTOP、ヘルプはHELPと返信してください。',
    more: (count) => `ほか ${count} 件`,
  },
}

export function wordsOf({ locale }: Pick<Message, 'locale'>): OutWords {
  return WORDS[locale ?? 'en']
}
