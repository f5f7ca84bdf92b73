/** What somebody who answered a page is told, in one line. */
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { AnswerOutcome, PageAnswer } from './answer-page.ts'

const DONE: Record<Locale, Record<PageAnswer, string>> = {
  en: {
    acknowledge: 'It is yours: nobody else is called any more.',
    escalate: 'The next step is being called.',
    resolve: 'It is resolved. Those who were paged are told.',
  },
  ja: {
    acknowledge: 'あなたが担当者になりました。ほかの人は呼び出されません。',
    escalate: '次の担当者を呼び出しています。',
    resolve: '解決しました。呼び出された人に通知します。',
  },
}

export function wordsOfAnswer(outcome: AnswerOutcome, locale: Locale): string {
  const said = locale === 'ja' ? japanese(outcome) : english(outcome)
  return 'incident' in outcome ? `${outcome.incident}: ${said}` : said
}

function english(outcome: AnswerOutcome): string {
  switch (outcome.kind) {
    case 'done':
      if (outcome.needs)
        return `You have it. ${outcome.needs.has} of ${outcome.needs.of} has it; others are still called.`
      return outcome.besides === undefined ? DONE.en[outcome.answer] : `You work on it with ${outcome.besides}.`
    case 'had_already':
      return 'You have it already.'
    case 'taken_by':
      return `${outcome.name} has it already. You need not do anything.`
    case 'over':
      return 'It is over already. You need not do anything.'
    case 'refused':
      return `That cannot be done as it stands: ${outcome.code}. Open Tocsin to see why.`
    case 'forbidden':
      return 'Your role in Tocsin does not allow that.'
    case 'unknown':
      return 'There is no such incident.'
  }
}

function japanese(outcome: AnswerOutcome): string {
  switch (outcome.kind) {
    case 'done':
      if (outcome.needs)
        return `対応者になりました。必要な${outcome.needs.of}人のうち${outcome.needs.has}人が対応中です。ほかの人への呼び出しは続きます。`
      return outcome.besides === undefined ? DONE.ja[outcome.answer] : `${outcome.besides}さんと一緒に対応します。`
    case 'had_already':
      return 'すでにあなたが担当しています。'
    case 'taken_by':
      return `すでに${outcome.name}さんが対応中です。対応は不要です。`
    case 'over':
      return 'すでに終了しています。対応は不要です。'
    case 'refused':
      return `現在は実行できません（${outcome.code}）。Tocsin を開いて確認してください。`
    case 'forbidden':
      return 'あなたの権限では実行できません。'
    case 'unknown':
      return 'そのインシデントはありません。'
  }
}
