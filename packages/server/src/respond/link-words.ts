/** What the pages behind the links of messages say, in the languages that people read. */
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { LinkAction } from '../shell/secrets/action-links.ts'

interface ActionWords {
  question: string
  button: string
  done: string
  effect: string
}

export interface LinkWords {
  action: Record<LinkAction, ActionWords>
  you(name: string): string
  since(time: string): string
  firstSignal(time: string): string
  hasAlready: string
  somebodyHasAlready(name: string | undefined): string
  nothingMore: string
  needNothing: string
  notPossible: string
  seeWhy: string
  over: Record<IncidentState['status'], string>
  openIncident: string
  expired: string
  expiredText: string
  invalid: string
  invalidText: string
  inactive: string
  inactiveText: string
  failed: string
  failedText: string
}

const EN: LinkWords = {
  action: {
    acknowledge: {
      question: 'Do you take it?',
      button: 'Acknowledge',
      done: 'It is yours',
      effect: 'Nobody else is called; the others who were paged are told that you have it.',
    },
    escalate: {
      question: 'Does it need the next step?',
      button: 'Escalate',
      done: 'The next step is being called',
      effect: 'Whoever the next step of the policy names is paged now, without waiting for its time.',
    },
    resolve: {
      question: 'Is the service back?',
      button: 'Resolve',
      done: 'It is resolved',
      effect: 'Those who were paged are told that it is over.',
    },
  },
  you: (name) => `You are ${name}.`,
  since: (time) => `Since ${time}.`,
  firstSignal: (time) => `First signal: ${time}`,
  hasAlready: 'You have it already',
  somebodyHasAlready: (name) => `${name ?? 'Somebody'} has it already`,
  nothingMore: 'There is nothing more to do here.',
  needNothing: 'You need not do anything.',
  notPossible: 'That is not possible now',
  seeWhy: 'Open the incident to see why.',
  over: {
    open: 'It is open',
    acknowledged: 'Somebody has it',
    mitigated: 'A workaround is in place',
    verifying: 'The service is back',
    resolved: 'It is resolved already',
    closed: 'It is closed already',
    declined: 'It was declined: it is no incident',
    merged: 'It was merged into another incident',
  },
  openIncident: 'Open the incident in Tocsin',
  expired: 'This link has expired',
  expiredText: 'Links in messages work for a day. Sign in to Tocsin and open the incident there.',
  invalid: 'This link does not work',
  invalidText: 'It may have been cut on its way. Use the newest message, or sign in to Tocsin.',
  inactive: 'This link does not work any more',
  inactiveText: 'It belongs to an account that was deactivated. Ask an admin of your Tocsin.',
  failed: 'That did not work',
  failedText: 'Nothing was changed. Try again in a few seconds.',
}

const JA: LinkWords = {
  action: {
    acknowledge: {
      question: '対応しますか？',
      button: '対応する',
      done: 'あなたが担当になりました',
      effect: 'ほかの人はこれ以上呼び出されません。呼び出されていた人には、あなたが対応することが伝わります。',
    },
    escalate: {
      question: '次の段階を呼び出しますか？',
      button: 'エスカレーション',
      done: '次の段階を呼び出しています',
      effect: 'ポリシーの次の段階に指定された人を、時間を待たずに今すぐ呼び出します。',
    },
    resolve: {
      question: 'サービスは復旧しましたか？',
      button: '解決',
      done: '解決しました',
      effect: '呼び出されていた人に、終わったことが伝わります。',
    },
  },
  you: (name) => `${name}さんとして操作します。`,
  since: (time) => `${time} から`,
  firstSignal: (time) => `最初の検知: ${time}`,
  hasAlready: 'すでにあなたが担当しています',
  somebodyHasAlready: (name) => `すでに${name === undefined ? 'ほかの人' : `${name}さん`}が担当しています`,
  nothingMore: 'ここで行うことはもうありません。',
  needNothing: '対応は不要です。',
  notPossible: '今はできません',
  seeWhy: '理由はインシデントを開いて確認してください。',
  over: {
    open: '未対応です',
    acknowledged: '対応中です',
    mitigated: '暫定対応済みです',
    verifying: 'サービスは復旧しています',
    resolved: 'すでに解決しています',
    closed: 'すでにクローズされています',
    declined: 'インシデントではないとして却下されました',
    merged: '別のインシデントに統合されました',
  },
  openIncident: 'Tocsinでインシデントを開く',
  expired: 'このリンクは期限切れです',
  expiredText: 'メッセージ内のリンクは1日間有効です。Tocsinにログインして、インシデントを開いてください。',
  invalid: 'このリンクは使えません',
  invalidText: '途中で切れている可能性があります。最新のメッセージを使うか、Tocsinにログインしてください。',
  inactive: 'このリンクはもう使えません',
  inactiveText: '無効になったアカウントのリンクです。Tocsinの管理者に確認してください。',
  failed: '処理できませんでした',
  failedText: '何も変更されていません。数秒後にもう一度お試しください。',
}

export const LINK_WORDS: Record<Locale, LinkWords> = { en: EN, ja: JA }
