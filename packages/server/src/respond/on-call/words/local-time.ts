/** Instants as letters write them: on the reader's clock, with its zone, in the reader's language. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { LetterLanguage } from '../../queue-letter.ts'

/** `Monday 23 November, 09:00 (Europe/Berlin)`, 「11月23日月曜日 9:00 (Asia/Tokyo)」. */
export function longTime(at: Instant, language: LetterLanguage, zone: string): string {
  return `${shortTime(at, language, zone)} (${zone})`
}

/** The same without its zone, for the second of two instants. */
export function shortTime(at: Instant, language: LetterLanguage, zone: string): string {
  const { weekday, day, month, hour, minute } = partsOf(at, language, zone)
  return language === 'ja'
    ? `${month}${day}日${weekday} ${hour}:${minute}`
    : `${weekday} ${day} ${month}, ${hour}:${minute}`
}

/** From an instant to another. */
export function spanWords(from: Instant, to: Instant, language: LetterLanguage, zone: string): string {
  const [start, end] = [shortTime(from, language, zone), longTime(to, language, zone)]
  return language === 'ja' ? `${start}から${end}まで` : `${start} to ${end}`
}

/** `Monday 09:00` or 「月曜日 9:00」: for a subject that is read within the week. */
export function dayTime(at: Instant, language: LetterLanguage, zone: string): string {
  const { weekday, hour, minute } = partsOf(at, language, zone)
  return `${weekday} ${hour}:${minute}`
}

function partsOf(at: Instant, language: LetterLanguage, zone: string) {
  const format = new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    timeZone: zone,
    ...{ weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  })
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const { weekday = '', day = '', month = '', hour = '', minute = '' } = parts
  // The Japanese month comes with its character behind it as a literal of its own.
  return { weekday, day, month: language === 'ja' && !month.endsWith('月') ? `${month}月` : month, hour, minute }
}
