/** What a hot line says and asks, as TwiML (https://www.twilio.com/docs/voice/twiml). */
import type { Locale } from '../words.ts'
import { escapeXml, gather, HANG_UP, respond, say } from './twiml.ts'

const RING_S = 20
const VOICE_MAIL_S_MAX = 180
const LANGUAGES: Record<Locale, string> = { en: 'en-US', ja: 'ja-JP' }

const WORDS = {
  en: {
    ask: 'This is the hot line of Tocsin. Please say in one sentence what does not work.',
    taken: (number: string) =>
      `Thank you. It is recorded as incident ${number}. I am calling whoever is on duty. Please hold the line.`,
    next: 'One moment, I am trying the next person.',
    nobody: {
      paged:
        'Nobody can be reached by telephone right now; they are being paged. Please leave a message after the tone.',
      taken: 'Somebody is working on it already, and cannot take the call. Please leave a message after the tone.',
      recorded:
        'Nobody can be reached by telephone, and nobody is being paged right now. It is recorded, and will be looked at. Please leave a message after the tone.',
    },
    over: 'It is over already. Please call again if it is not. Goodbye.',
    bye: 'Thank you. Goodbye.',
    screen: (number: string) =>
      `Tocsin. Somebody on the hot line reports incident ${number}. Press 1 to speak to them and take it.`,
    closed: 'This number takes no reports. Goodbye.',
    tooMany:
      'You have called often within the last hour, and what you reported is recorded. Please use the form that we sent you, or call again later. Goodbye.',
  },
  ja: {
    ask: 'トクシンのホットラインです。何が動かないのか、一言でお話しください。',
    taken: (number: string) =>
      `ありがとうございます。インシデント${number}として受け付けました。担当者におつなぎします。そのままお待ちください。`,
    next: '次の担当者におつなぎします。',
    nobody: {
      paged:
        '現在、電話に出られる担当者がいません。担当者を呼び出しています。発信音のあとにメッセージをお話しください。',
      taken: 'すでに担当者が対応中ですが、電話に出られません。発信音のあとにメッセージをお話しください。',
      recorded:
        '現在、電話に出られる担当者がおらず、呼び出しも行われていません。内容は記録され、後ほど確認します。発信音のあとにメッセージをお話しください。',
    },
    over: 'すでに解決しています。解決していない場合は、もう一度お電話ください。失礼します。',
    bye: 'ありがとうございました。失礼します。',
    screen: (number: string) =>
      `トクシンです。ホットラインにインシデント${number}の報告です。電話に出て対応する場合は1を押してください。`,
    closed: 'この番号では受け付けていません。失礼します。',
    tooMany:
      '直近1時間に何度もお電話をいただいています。これまでの内容は記録済みです。お送りしたフォームをご利用いただくか、時間をおいておかけ直しください。失礼します。',
  },
} satisfies Record<Locale, object>

/** Asks what is wrong; who says nothing is put through all the same. */
export function askWhatIsWrong(locale: Locale, action: string): string {
  const asked = `<Gather input="speech" language="${LANGUAGES[locale]}" speechTimeout="auto" timeout="6" actionOnEmptyResult="true" action="${escapeXml(action)}" method="POST">${say([WORDS[locale].ask], locale)}</Gather>`
  return respond(asked)
}

export interface Call {
  /** Whom to call, as E.164. */
  number: string
  /** Where the callee is asked whether they take it. */
  screen: string
  /** Where it goes on when the call is over, or nobody took it. */
  action: string
}

/** @param number of the incident when it was just recorded; undefined when the one before did not take it */
export function putThrough(locale: Locale, call: Call, number: string | undefined): string {
  const words = WORDS[locale]
  return respond(
    say([number === undefined ? words.next : words.taken(number)], locale),
    `<Dial timeout="${RING_S}" action="${escapeXml(call.action)}" method="POST"><Number url="${escapeXml(call.screen)}" method="POST">${escapeXml(call.number)}</Number></Dial>`,
  )
}

export function screenCall(locale: Locale, action: string, number: string): string {
  return respond(gather(action, say([WORDS[locale].screen(number)], locale)), HANG_UP)
}

/** Bridges the two. */
export const CONNECT = respond()
export const DECLINE = respond(HANG_UP)

/** What is true while nobody answers: they are paged, somebody has it, or it is written down and no more. */
export type NobodyAnswers = 'paged' | 'taken' | 'recorded'

export function takeVoiceMail(locale: Locale, action: string, nobody: NobodyAnswers): string {
  const record = `<Record maxLength="${VOICE_MAIL_S_MAX}" timeout="5" playBeep="true" action="${escapeXml(action)}" method="POST"/>`
  return respond(say([WORDS[locale].nobody[nobody]], locale), record, say([WORDS[locale].bye], locale), HANG_UP)
}

export function sayGoodbye(locale: Locale): string {
  return respond(say([WORDS[locale].bye], locale), HANG_UP)
}

export function sayOver(locale: Locale): string {
  return respond(say([WORDS[locale].over], locale), HANG_UP)
}

export function sayTooMany(locale: Locale): string {
  return respond(say([WORDS[locale].tooMany], locale), HANG_UP)
}

export function sayClosed(locale: Locale): string {
  return respond(say([WORDS[locale].closed], locale), HANG_UP)
}
