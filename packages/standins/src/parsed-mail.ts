import PostalMime from 'postal-mime'

export interface ParsedMail {
  /** Milliseconds since 1970 by the clock of the stand-in, when the message was complete. */
  at: number
  /** The envelope, which decides where a mail goes. */
  mailFrom: string
  rcptTo: string[]
  /** The headers, decoded. */
  from: string
  to: string[]
  subject: string
  messageId: string
  inReplyTo: string
  references: string
  /** Lower-case names; of a header that occurs twice the last. */
  headers: Record<string, string>
  text: string
  html: string
  /** The message as it came. */
  raw: string
}

export async function parseMail(
  raw: Buffer,
  envelope: Pick<ParsedMail, 'at' | 'mailFrom' | 'rcptTo'>,
): Promise<ParsedMail> {
  const mail = await PostalMime.parse(raw)
  return {
    ...envelope,
    from: mail.from?.address ?? '',
    to: (mail.to ?? []).map(({ address }) => address ?? ''),
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    inReplyTo: mail.inReplyTo ?? '',
    references: mail.references ?? '',
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
    text: mail.text ?? '',
    html: mail.html ?? '',
    raw: raw.toString('latin1'),
  }
}
