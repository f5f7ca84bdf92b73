/** What people are told of requests for cover and swaps. */
import type { LetterLanguage, LetterWords } from '../../queue-letter.ts'
import type { ShiftRequest } from '../shift-request.queries.ts'
import { spanWords } from './local-time.ts'

export type RequestEvent = 'asked' | 'accepted' | 'taken' | 'declined' | 'withdrawn' | 'expired'

interface Told {
  event: RequestEvent
  request: ShiftRequest
  /** Whoever did it; of `expired` nobody. */
  who: string
  reason?: string
  scheduleName(id: string): string
}

type Texts = Record<RequestEvent, (who: string, schedule: string) => string> & {
  gives(span: string): string
  takes(schedule: string, span: string): string
  message(text: string): string
  reason(text: string): string
}

const TEXTS: Record<LetterLanguage, Texts> = {
  en: {
    asked: (who, schedule) => `${who} asks you to take a shift in ${schedule}`,
    accepted: (who, schedule) => `${who} takes your shift in ${schedule}`,
    taken: (who, schedule) => `${who} took the shift in ${schedule}: nothing is left for you to do`,
    declined: (who, schedule) => `${who} cannot take your shift in ${schedule}`,
    withdrawn: (who, schedule) => `${who} does not need cover in ${schedule} any more`,
    expired: (_who, schedule) => `Nobody took your shift in ${schedule}: it stays yours`,
    gives: (span) => `The shift: ${span}.`,
    takes: (schedule, span) => `In return: ${schedule}, ${span}.`,
    message: (text) => `They write: ${text}`,
    reason: (text) => `The reason: ${text}`,
  },
  ja: {
    asked: (who, schedule) => `${who}が${schedule}の当番の交代を依頼しています`,
    accepted: (who, schedule) => `${who}が${schedule}のあなたの当番を引き受けました`,
    taken: (who, schedule) => `${who}が${schedule}の当番を引き受けました。対応は不要です`,
    declined: (who, schedule) => `${who}は${schedule}のあなたの当番を引き受けられません`,
    withdrawn: (who, schedule) => `${who}が${schedule}の交代の依頼を取り下げました`,
    expired: (_who, schedule) => `${schedule}の当番を引き受ける人がいませんでした。当番はあなたのままです`,
    gives: (span) => `当番: ${span}`,
    takes: (schedule, span) => `代わりに: ${schedule} ${span}`,
    message: (text) => `メッセージ: ${text}`,
    reason: (text) => `理由: ${text}`,
  },
}

export function requestWords(
  { event, request, who, reason, scheduleName }: Told,
  language: LetterLanguage,
  zone: string,
): LetterWords {
  const texts = TEXTS[language]
  const { gives, takes, message } = request
  const span = (each: typeof gives) => spanWords(each.startsAt, each.endsAt, language, zone)
  return {
    subject: texts[event](who, scheduleName(gives.schedule)),
    lines: [
      texts.gives(span(gives)),
      ...(takes ? [texts.takes(scheduleName(takes.schedule), span(takes))] : []),
      ...(event === 'asked' && message !== '' ? [texts.message(message)] : []),
      ...(reason ? [texts.reason(reason)] : []),
    ],
  }
}
