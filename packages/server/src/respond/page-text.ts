/** What pages and notices say, in the reader's language and by the reader's clock. */
import type { ScheduleId, TeamId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import type { TargetReason } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { localeOf } from './answers/callers.ts'
import { PAGE_WORDS, type PageWords } from './page-words.ts'

export function formatSubject(message: PersonMessage, directory: Directory): string {
  const words = wordsFor(message, directory)
  const services = message.services.length > 0 ? `${message.services.join(', ')}: ` : ''
  const head = `${message.incident} ${message.priority} ${services}${message.title}`
  return message.notice ? `${words.subject[message.notice.event]}: ${head}` : head
}

export function formatLines(message: PersonMessage, directory: Directory): string[] {
  const words = wordsFor(message, directory)
  const user = directory.users.get(message.user)
  const since = words.firstSignal(formatLocal(message.signalReceivedAt, user?.zone ?? 'UTC'))
  const { notice } = message
  if (notice) return [words.notice[notice.event](notice.by ?? '', notice.into ?? ''), since]
  return [since, whySentence(message, directory, words)]
}

function wordsFor({ user }: PersonMessage, { users }: Directory): PageWords {
  return PAGE_WORDS[localeOf(users.get(user))]
}

function whySentence({ why, because }: PersonMessage, directory: Directory, words: PageWords): string {
  const gap = why?.gapIn === undefined ? '' : words.gap(scheduleName(why.gapIn, directory))
  const reason = why ? `${gap}${targetWords(why, directory, words)}` : words.byName
  return words.why(reason) + (because === 'contact_gave_up' ? words.otherWayFailed : '')
}

function scheduleName(id: string | undefined, directory: Directory): string {
  return directory.schedules.get(id as ScheduleId)?.name ?? id ?? ''
}

function targetWords(why: TargetReason, directory: Directory, words: PageWords): string {
  switch (why.kind) {
    case 'schedule':
      if (why.isNext) return words.nextOnCall(scheduleName(why.id, directory))
      return words.onCall(scheduleName(why.id, directory), why.override !== undefined)
    case 'team':
      return words.member(directory.teams.get(why.id as TeamId)?.name ?? why.id ?? '')
    case 'admin':
      return words.admin
    case 'vendor':
    case 'channel':
    case 'user':
      return words.named
  }
}

/** `2026-01-05 09:00:12 +09:00 (Asia/Tokyo)`: the reader's clock, with its offset, so that no two readers can misread it. */
export function formatLocal(at: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'second' })} ${local.offset} (${zone})`
}
