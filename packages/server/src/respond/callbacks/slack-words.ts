/** What Tocsin says in Slack to whoever typed or pressed something there, in their language. In Slack's own markup. */
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { PageAnswer } from '../answers/answer-page.ts'

interface SlackWords {
  help: string
  nothingOpen: string
  more: (url: string) => string
  noSchedule: string
  nobody: string
  /** What is missing behind the number. */
  missing: { text: string; reason: string }
  done: (incident: string) => string
  missingTitle: string
  opened: (link: string) => string
  status: Readonly<Record<string, string>>
  /** In the place of the buttons. */
  by: (answer: PageAnswer, name: string) => string
  isOver: string
  channelsOff: string
  noLink: string
}

const en: SlackWords = {
  help: [
    '*/tocsin list* – what is open',
    '*/tocsin ack 123* – take INC-…-000123',
    '*/tocsin escalate 123* – call the next step',
    '*/tocsin update 123 text* – add a note',
    '*/tocsin resolve 123* – the service is back',
    '*/tocsin close 123 reason* – close what is resolved',
    '*/tocsin report [service] text* – open an incident',
    '*/tocsin channel 123* – open a channel for it',
    '*/tocsin bridge 123 [link]* – set the link to the call; *off* removes it',
    '*/tocsin oncall* – who is on call',
    'In the channel of an incident the number may be left out: */tocsin note text*',
  ].join('\n'),
  nothingOpen: 'Nothing is open.',
  more: (url) => `… and more: ${url}`,
  noSchedule: 'There is no schedule yet.',
  nobody: 'nobody',
  missing: { text: 'Say what there is to say behind the number.', reason: 'Say why behind the number.' },
  done: (incident) => `${incident}: done.`,
  missingTitle: 'Say what is wrong: */tocsin report Checkout answers slowly*',
  opened: (link) => `Opened ${link}.`,
  status: { open: 'open', acknowledged: 'acknowledged', mitigated: 'mitigated', verifying: 'verifying' },
  by: (answer, name) =>
    ({ acknowledge: `Acknowledged by ${name}`, resolve: `Resolved by ${name}`, escalate: 'Escalated' })[answer],
  isOver: 'It is over',
  channelsOff:
    'Channels for incidents are switched off in Tocsin. An admin can switch them on under Settings, General.',
  noLink: 'No link of a call is set in Tocsin. Give one: */tocsin bridge 123 https://…*',
}

const ja: SlackWords = {
  help: [
    '*/tocsin list* – 未解決のインシデントを表示',
    '*/tocsin ack 123* – INC-…-000123 を担当する',
    '*/tocsin escalate 123* – 次の段階を呼び出す',
    '*/tocsin update 123 本文* – メモを追加',
    '*/tocsin resolve 123* – サービスが復旧した',
    '*/tocsin close 123 理由* – 解決済みのものをクローズ',
    '*/tocsin report [サービス] 本文* – インシデントを登録',
    '*/tocsin channel 123* – 専用チャンネルを作成',
    '*/tocsin bridge 123 [リンク]* – 通話のリンクを設定（*off* で削除）',
    '*/tocsin oncall* – 現在の当番',
    'インシデントのチャンネルでは番号を省略できます：*/tocsin note 本文*',
  ].join('\n'),
  nothingOpen: '未解決のインシデントはありません。',
  more: (url) => `… ほかにもあります：${url}`,
  noSchedule: 'スケジュールがまだありません。',
  nobody: '当番なし',
  missing: { text: '番号のあとに本文を書いてください。', reason: '番号のあとに理由を書いてください。' },
  done: (incident) => `${incident}：完了しました。`,
  missingTitle: '何が起きているかを書いてください：*/tocsin report 決済の応答が遅い*',
  opened: (link) => `${link} を登録しました。`,
  status: { open: '未対応', acknowledged: '対応中', mitigated: '暫定対応済み', verifying: '確認中' },
  by: (answer, name) =>
    ({
      acknowledge: `${name}さんが担当しています`,
      resolve: `${name}さんが解決しました`,
      escalate: 'エスカレーションしました',
    })[answer],
  isOver: 'すでに終了しています',
  channelsOff: 'インシデントのチャンネルはオフになっています。管理者が「設定」→「全般」で有効にできます。',
  noLink: '通話のリンクが設定されていません。リンクを指定してください：*/tocsin bridge 123 https://…*',
}

export function slackWordsOf(locale: Locale): SlackWords {
  return locale === 'ja' ? ja : en
}
