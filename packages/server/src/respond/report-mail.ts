/** The mail to somebody who reported something and has no account, in the language of their report. */
import type { Message, MessageLink } from '@tocsin/adapters/out/channel.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'

const WORDS = {
  en: {
    subject: (incident: string) => `${incident}: we have your report`,
    lines: [
      'We have your report. Open the link to confirm that this address is yours, to see how it goes, to add something, and to say later whether it works again.',
      'If you have not reported anything, ignore this mail.',
    ],
  },
  ja: {
    subject: (incident: string) => `${incident}: 報告を受け付けました`,
    lines: [
      '報告を受け付けました。リンクを開くと、メールアドレスの確認、進み具合の確認、追加の連絡、復旧したかどうかの回答ができます。',
      '心当たりがない場合は、このメールを無視してください。',
    ],
  },
}

export function composeReportMail(
  message: PersonMessage & { report: NonNullable<PersonMessage['report']> },
  links: MessageLink[],
  at: Instant,
): Message {
  const { locale } = message.report
  const { subject, lines } = WORDS[locale]
  return {
    ...{ id: message.page, kind: 'notice', urgency: 'low', recipientName: '' },
    ...{ subject: subject(message.incident), lines, links, sentAt: formatInstant(at) },
  }
}
