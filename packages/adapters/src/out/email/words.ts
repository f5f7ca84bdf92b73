import type { Message, MessageLink } from '../channel.ts'
import type { Locale } from '../words.ts'

/** The words of a mail around what it tells. */
export interface MailWords {
  link: Record<MessageLink['action'], string>
  code(code: string): string
  badge: Record<'loud' | 'quiet' | 'notice' | 'test' | 'code', string>
  facts: Record<'incident' | 'priority' | 'status' | 'services' | 'since', string>
  none: string
  moreLines(count: number): string
  moreServices(count: number): string
  sent(to: string, id: string): string
  confirms: string
  answerPage: string
  answerNotice: string
}

const WORDS: Record<Locale, MailWords> = {
  en: {
    link: {
      acknowledge: 'Acknowledge',
      resolve: 'Resolve',
      answer: 'Answer without signing in',
      view: 'Open in Tocsin',
      escalate: 'Escalate',
      call: 'Join call',
    },
    code: (code) => `Your code: ${code}`,
    badge: {
      loud: 'Page, high urgency',
      quiet: 'Page, low urgency',
      notice: 'For your information',
      test: 'Test message',
      code: 'Verification',
    },
    facts: { incident: 'Incident', priority: 'Priority', status: 'Status', services: 'Services', since: 'Since' },
    none: 'none',
    moreLines: (count) => `… and ${count} more lines in Tocsin.`,
    moreServices: (count) => ` and ${count} more`,
    sent: (to, id) => `Sent by Tocsin to ${to} (${id}).`,
    confirms: ' A link that changes something asks you to confirm first.',
    answerPage: ' Answer “ack” to take it, “resolve” to resolve it; anything else becomes a note.',
    answerNotice: ' What you answer becomes a note.',
  },
  ja: {
    link: {
      ...{ acknowledge: '対応する', resolve: '解決', answer: 'ログインせずに返答する', view: 'Tocsin で開く' },
      ...{ escalate: 'エスカレーション', call: '通話に参加' },
    },
    code: (code) => `確認コード: ${code}`,
    badge: {
      loud: '呼び出し（緊急）',
      quiet: '呼び出し（通常）',
      notice: 'お知らせ',
      test: 'テスト',
      code: '確認',
    },
    facts: { incident: 'インシデント', priority: '優先度', status: '状態', services: 'サービス', since: '発生' },
    none: 'なし',
    moreLines: (count) => `…ほか ${count} 行は Tocsin で確認できます。`,
    moreServices: (count) => ` ほか ${count} 件`,
    sent: (to, id) => `Tocsin から ${to} さんへ（${id}）。`,
    confirms: '変更を行うリンクは、先に確認画面を表示します。',
    answerPage: '「ack」と返信すると対応、「resolve」と返信すると解決になり、それ以外はメモになります。',
    answerNotice: '返信の内容はメモになります。',
  },
}

export function mailWords({ locale }: Pick<Message, 'locale'>): MailWords {
  return WORDS[locale ?? 'en']
}
