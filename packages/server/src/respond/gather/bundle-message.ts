/** The one message for pages of several incidents that came to a contact in a burst. */
import type { BundledIncident, Message, MessageLink } from '@tocsin/adapters/out/channel.ts'
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { localeOf } from '../answers/callers.ts'
import { formatLines, formatSubject } from '../page-text.ts'
import { toList } from './digest-message.ts'

const WORDS: Record<Locale, { subject(count: number): string; why: string }> = {
  en: {
    subject: (count) => `${count} more incidents page you`,
    why: 'They followed another page to you in a burst, and are told together.',
  },
  ja: {
    subject: (count) => `ほか ${count} 件のインシデントであなたを呼び出しています`,
    why: '別の呼び出しの直後に続いたため、まとめてお知らせします。',
  },
}

export function composeBundle(
  members: readonly [PersonMessage, ...PersonMessage[]],
  {
    directory,
    links,
    at,
  }: { directory: Directory; links(message: PersonMessage, at: Instant): MessageLink[]; at: Instant },
): Message {
  const [first] = members
  const user = directory.users.get(first.user)
  const locale = localeOf(user)
  const words = WORDS[locale]
  const isUrgent = members.some(({ urgency }) => urgency === 'high')
  return {
    ...{ id: first.page, kind: 'page', urgency: isUrgent ? 'high' : 'low', recipientName: user?.name ?? '', locale },
    ...{ subject: words.subject(members.length), lines: [words.why], links: toList(links(first, at)) },
    bundle: members.map((member): BundledIncident => {
      const { incident, priority, title, services } = member
      const said = [formatSubject(member, directory), ...formatLines(member, directory)].join(' – ')
      return { ...{ id: incident, priority, title, services }, said, links: links(member, at) }
    }),
    sentAt: formatInstant(at),
  }
}
