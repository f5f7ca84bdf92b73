/** A mail as rules read it: decoded and bounded. Only what people answer is kept with the bytes of its attachments; of alerts those stay in the body as it came. */
export interface Mail {
  /** The address in `From`, in lower case; empty where there is none. */
  from: string
  fromName: string
  /** The sender of the envelope: empty for the null sender of bounces, undefined where nobody told. */
  envelopeFrom: string | undefined
  /** What stood behind the `+` of the recipient. */
  detail: string | undefined
  subject: string
  /** Plain text; of a mail in HTML alone what a reader would see of it. */
  text: string
  messageId: string | undefined
  /** Of the thread, oldest first; the mail that is answered is the last. */
  references: string[]
  /** Every header in its order, names in lower case. */
  headers: readonly (readonly [name: string, value: string])[]
  attachments: MailAttachment[]
  /** What the provider that took the mail in has found out of its sender; `pass` and `fail` are the usual words. */
  checks: SenderChecks
}

export interface MailAttachment {
  name: string
  /** As the sender says. */
  mediaType: string
  bytes: number
  /** Undefined where whoever took the mail in told of it without passing it on. */
  content: Uint8Array | undefined
  /** It stands among the words, as a picture that was pasted, or a logo of a signature. */
  isInline: boolean
}

export type SenderChecks = Partial<Record<'spf' | 'dkim' | 'dmarc', string>>

/** What became of a body: a mail, the address that confirms a subscription, or the sentence why it is neither. */
export type Unpacked = { mail: Mail } | { confirm: string } | { problem: string }

/** Values of a header, in their order. */
export function headerValues({ headers }: Pick<Mail, 'headers'>, name: string): string[] {
  return headers.filter(([each]) => each === name).map(([, value]) => value)
}

export function headerValue(mail: Pick<Mail, 'headers'>, name: string): string | undefined {
  return headerValues(mail, name)[0]
}

/** `web-1` of `key+web-1@in.example.com`. */
export function detailOf(address: string | undefined): string | undefined {
  const local = address?.slice(0, address.lastIndexOf('@')) ?? ''
  const plus = local.indexOf('+')
  return plus < 0 ? undefined : local.slice(plus + 1) || undefined
}

/** The ids of a header such as `References`. */
export function messageIds(text: string | undefined): string[] {
  return text?.match(/<[^<>\s]{1,998}>/g)?.slice(0, REFERENCES_MAX) ?? []
}

const REFERENCES_MAX = 100
