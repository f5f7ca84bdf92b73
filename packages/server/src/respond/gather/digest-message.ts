/** The one message for several pages that are not urgent: what each is about, and the ways to take it. */
import type { Message, MessageLink } from '@tocsin/adapters/out/channel.ts'
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { localeOf } from '../answers/callers.ts'
import { formatLocal, formatSubject } from '../page-text.ts'

const WORDS: Record<Locale, { subject(count: number): string; since(time: string): string; acknowledge: string }> = {
  en: {
    subject: (count) => `${count} incidents that are not urgent`,
    since: (time) => `First signal: ${time}.`,
    acknowledge: 'Acknowledge',
  },
  ja: {
    subject: (count) => `緊急でないインシデント ${count} 件`,
    since: (time) => `最初の検知: ${time}`,
    acknowledge: '対応する',
  },
}

export function composeDigest(
  members: readonly [PersonMessage, ...PersonMessage[]],
  {
    directory,
    links,
    at,
  }: { directory: Directory; links(message: PersonMessage, at: Instant): MessageLink[]; at: Instant },
): Message {
  const [first] = members
  const user = directory.users.get(first.user)
  const words = WORDS[localeOf(user)]
  const lines = members.flatMap((member) => {
    const since = words.since(formatLocal(member.signalReceivedAt, user?.zone ?? 'UTC'))
    const acknowledge = links(member, at).find(({ action }) => action === 'acknowledge')
    return [
      `${formatSubject(member, directory)} – ${since}`,
      ...(acknowledge ? [`${words.acknowledge}: ${acknowledge.url}`] : []),
    ]
  })
  return {
    ...{ id: first.page, kind: 'notice', urgency: 'low', recipientName: user?.name ?? '' },
    ...{ subject: words.subject(members.length), lines, links: toList(links(first, at)), sentAt: formatInstant(at) },
  }
}

/** From the way to one incident, where there is one, to the list of all. */
export function toList(links: readonly MessageLink[]): MessageLink[] {
  const view = links.find(({ action }) => action === 'view')
  return view ? [{ action: 'view', url: new URL('/incidents', view.url).href }] : []
}
