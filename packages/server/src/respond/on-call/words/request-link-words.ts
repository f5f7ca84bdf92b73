/** What the page says behind the link in a letter about a request. */
import type { HandOverProblem } from '@tocsin/core/respond/hand-over-span.ts'
import type { LetterLanguage } from '../../queue-letter.ts'
import type { RequestState } from '../shift-request.queries.ts'

export interface RequestLinkWords {
  question(who: string): string
  swapQuestion(who: string): string
  you(name: string): string
  gives(schedule: string, span: string): string
  takes(schedule: string, span: string): string
  message(text: string): string
  effect: string
  away: string
  accept: string
  decline: string
  accepted: string
  acceptedEffect: string
  declined: string
  declinedEffect: string
  cannot: string
  cannotYet(problem: string): string
  noSchedule: string
  /** Why a shift cannot change hands; the names of who gives it and who takes it. */
  handOver: Record<HandOverProblem, (giver: string, taker: string) => string>
  open: string
  /** What became of a request that is over. */
  over: Record<Exclude<RequestState, 'open'>, string>
  declinedBefore: string
  nothingToDo: string
  expired: string
  expiredEffect: string
  invalid: string
  invalidEffect: string
  inactive: string
  inactiveEffect: string
  forbidden: string
  forbiddenEffect: string
  mine: string
}

export const LINK_WORDS: Record<LetterLanguage, RequestLinkWords> = {
  en: {
    question: (who) => `Do you take ${who}’s shift?`,
    swapQuestion: (who) => `Do you swap with ${who}?`,
    you: (name) => `You are ${name}.`,
    gives: (schedule, span) => `The shift: ${schedule}, ${span}.`,
    takes: (schedule, span) => `In return they take yours: ${schedule}, ${span}.`,
    message: (text) => `They write: ${text}`,
    effect: 'It is yours as soon as you accept; whoever asked is told.',
    away: 'You have said that you are away then.',
    accept: 'Take it',
    decline: 'I cannot',
    accepted: 'The shift is yours',
    acceptedEffect: 'Whoever asked has been told.',
    declined: 'You have said no',
    declinedEffect: 'Whoever asked has been told. Nothing changes for you.',
    cannot: 'You cannot take it as things are',
    cannotYet: (problem) => `Why: ${problem}`,
    noSchedule: 'There is no such schedule any more.',
    handOver: {
      span_over: () => 'It is over.',
      not_on_call: (giver) => `${giver} is not on call in all of this time.`,
      already_on_call: (_, taker) => `${taker} is on call there already.`,
      temporary_schedule: () => 'It lies in a temporary schedule, which has to be changed instead.',
      would_differ: () => 'Other overrides cross it, which have to be taken back first.',
    },
    open: 'Your shifts and requests in Tocsin',
    over: {
      accepted: 'Somebody has taken it already',
      declined: 'It is over: everybody said no',
      withdrawn: 'It was taken back',
      expired: 'It is over: nobody took it in time',
    },
    declinedBefore: 'You have said no already',
    nothingToDo: 'You need not do anything.',
    expired: 'This link has expired',
    expiredEffect: 'The time for an answer is over. Sign in to Tocsin to see what became of it.',
    invalid: 'This link does not work',
    invalidEffect: 'It may have been cut on its way. Use the newest message, or sign in to Tocsin.',
    inactive: 'This link does not work any more',
    inactiveEffect: 'It belongs to an account that was deactivated. Ask an admin of your Tocsin.',
    forbidden: 'You may not take shifts',
    forbiddenEffect: 'Your role does not allow it any more. Ask an admin of your Tocsin.',
    mine: 'It is yours already',
  },
  ja: {
    question: (who) => `${who}さんの当番を引き受けますか？`,
    swapQuestion: (who) => `${who}さんと当番を交換しますか？`,
    you: (name) => `あなたは${name}さんです。`,
    gives: (schedule, span) => `当番: ${schedule}、${span}`,
    takes: (schedule, span) => `代わりに引き受けてもらう当番: ${schedule}、${span}`,
    message: (text) => `メッセージ: ${text}`,
    effect: '引き受けるとすぐにあなたの当番になり、依頼した人に知らされます。',
    away: 'この期間は不在と登録されています。',
    accept: '引き受ける',
    decline: '引き受けられない',
    accepted: '当番はあなたのものになりました',
    acceptedEffect: '依頼した人に知らせました。',
    declined: '断りました',
    declinedEffect: '依頼した人に知らせました。あなたの当番は変わりません。',
    cannot: '今のままでは引き受けられません',
    cannotYet: (problem) => `理由: ${problem}`,
    noSchedule: 'このスケジュールはもうありません。',
    handOver: {
      span_over: () => 'この当番はすでに終わっています。',
      not_on_call: (giver) => `${giver}さんは、この期間のすべてで当番になっているわけではありません。`,
      already_on_call: (_, taker) => `${taker}さんは、この期間にすでに当番です。`,
      temporary_schedule: () => '臨時スケジュールの期間に含まれます。臨時スケジュールのほうを変更してください。',
      would_differ: () => 'ほかの上書きと重なっています。先にそれらを取り消してください。',
    },
    open: 'Tocsinで自分の当番と依頼を見る',
    over: {
      accepted: 'すでに引き受けた人がいます',
      declined: '全員が断ったため終了しました',
      withdrawn: '依頼は取り下げられました',
      expired: '期限までに引き受ける人がいませんでした',
    },
    declinedBefore: 'すでに断っています',
    nothingToDo: '対応は不要です。',
    expired: 'このリンクは期限切れです',
    expiredEffect: '返答の期限が過ぎました。Tocsinにログインして結果を確認してください。',
    invalid: 'このリンクは使えません',
    invalidEffect: '途中で切れている可能性があります。最新のメッセージを使うか、Tocsinにログインしてください。',
    inactive: 'このリンクはもう使えません',
    inactiveEffect: '無効になったアカウントのリンクです。Tocsinの管理者に問い合わせてください。',
    forbidden: '当番を引き受ける権限がありません',
    forbiddenEffect: '役割が変わったため引き受けられません。Tocsinの管理者に問い合わせてください。',
    mine: 'すでにあなたの当番です',
  },
}
