/** The sentences of pages and notices, in plain English. Why somebody is paged is always said. */
import type { ScheduleId, TeamId } from '@tocsin/core/kernel/brand.ts'
import type { NoticeEvent, PersonMessage } from '@tocsin/core/kernel/decision.ts'
import type { TargetReason } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'

export function formatSubject(message: PersonMessage): string {
  const services = message.services.length > 0 ? `${message.services.join(', ')}: ` : ''
  const head = `${message.incident} ${message.priority} ${services}${message.title}`
  return message.notice ? `${SUBJECTS[message.notice.event]}: ${head}` : head
}

const SUBJECTS: Record<NoticeEvent, string> = {
  acknowledged: 'Taken',
  mitigated: 'Worked around',
  resolved: 'Resolved',
  declined: 'Declined',
  merged: 'Merged',
}

export function formatLines(message: PersonMessage, directory: Directory): string[] {
  const user = directory.users.get(message.user)
  const since = formatLocal(message.signalReceivedAt, user?.zone ?? 'UTC')
  if (message.notice) return [noticeSentence(message.notice), `First signal: ${since}.`]
  return [`First signal: ${since}.`, whySentence(message, directory)]
}

function noticeSentence({ event, by: name, into }: NonNullable<PersonMessage['notice']>): string {
  const by = name ? ` by ${name}` : ''
  switch (event) {
    case 'acknowledged':
      return `It was acknowledged${by}; you need not do anything.`
    case 'mitigated':
      return `A workaround was applied${by}; nobody is called for it any more.`
    case 'resolved':
      return `It is resolved${by}; you need not do anything.`
    case 'declined':
      return `It was declined${by} as a request for service; you need not do anything.`
    case 'merged':
      return `It was merged${by} into ${into}, where the work goes on.`
  }
}

function whySentence(message: PersonMessage, directory: Directory): string {
  const target = message.why ? targetWords(message.why, directory) : ''
  const cause = message.because === 'contact_gave_up' ? ' Another way of reaching you failed.' : ''
  return `You are paged because ${target || 'you were asked for by name'}.${cause}`
}

function targetWords(why: TargetReason, directory: Directory): string {
  switch (why.kind) {
    case 'schedule':
      return `you are on call in ${directory.schedules.get(why.id as ScheduleId)?.name ?? why.id}${why.override ? ' (by an override)' : ''}`
    case 'team':
      return `you are a member of ${directory.teams.get(why.id as TeamId)?.name ?? why.id}`
    case 'admin':
      return 'nobody answered the escalation policy, and you are an admin'
    case 'user':
      return 'the escalation policy names you'
  }
}

/** `2026-01-05 09:00:12 +09:00 (Asia/Tokyo)`: the reader's clock, with its offset, so that no two readers can misread it. */
export function formatLocal(at: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'second' })} ${local.offset} (${zone})`
}
