import type { Locale } from '../words.ts'

/** TwiML (https://www.twilio.com/docs/voice/twiml), built here alone, so that every text and address in it is escaped. */
const LANGUAGES: Record<Locale, string> = { en: 'en-US', ja: 'ja-JP' }
const KEY_WAIT_S = 8

export function say(sentences: readonly string[], locale: Locale): string {
  const text = sentences.filter((sentence) => sentence !== '').join(' ')
  return text === '' ? '' : `<Say language="${LANGUAGES[locale]}">${escapeXml(text)}</Say>`
}

/** Says it while it waits for one key, which goes to `action`; falls through when none comes. */
export function gather(action: string, said: string): string {
  return `<Gather input="dtmf" numDigits="1" timeout="${KEY_WAIT_S}" action="${escapeXml(action)}" method="POST">${said}</Gather>`
}

export const HANG_UP = '<Hangup/>'

export function respond(...verbs: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs.join('')}</Response>`
}

/** An answer to a text message; without one nothing is sent back. */
export function replyWith(text: string | undefined): string {
  return respond(text === undefined ? '' : `<Message>${escapeXml(text)}</Message>`)
}

/** What XML 1.0 cannot hold is left out. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF]+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}
