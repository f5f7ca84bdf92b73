/** What a page would look like in one place, as its channel would write it. */
import type { Message } from '@tocsin/adapters/out/channel.ts'
import { formatSubject as formatMailSubject, renderText } from '@tocsin/adapters/out/email/template.ts'
import { messageLines } from '@tocsin/adapters/out/message-lines.ts'
import { oneLine } from '@tocsin/adapters/out/plain-text.ts'
import { formatSms } from '@tocsin/adapters/out/telephone/sms-text.ts'
import { formatSpeech, SPOKEN } from '@tocsin/adapters/out/telephone/speech.ts'
import { wordsOf } from '@tocsin/adapters/out/words.ts'
import type { TemplatePlace } from '@tocsin/adapters/templates/template-places.ts'

export interface PagePreview {
  /** Null where there is none beside the text. */
  subject: string | null
  text: string
  /** What stands below the text to press. */
  buttons: string[]
}

const SUBJECT_CHARS_MAX = 200

/** @param canReply whether text messages can be answered, as they are set up now */
export function previewPage({ kind }: Pick<TemplatePlace, 'kind'>, message: Message, canReply: boolean): PagePreview {
  const buttons = message.links.map(({ action }) => wordsOf(message).link[action])
  switch (kind) {
    case 'mail':
      return { subject: formatMailSubject(message), text: renderText(message).trim(), buttons: [] }
    case 'sms':
      return { subject: null, text: formatSms(message, canReply), buttons: [] }
    case 'voice':
      return {
        subject: null,
        text: [...formatSpeech(message), SPOKEN[message.locale ?? 'en'].keys].join('\n'),
        buttons: [],
      }
    case 'chat':
    case 'push':
      return { subject: oneLine(message.subject, SUBJECT_CHARS_MAX), text: messageLines(message).join('\n'), buttons }
  }
}
