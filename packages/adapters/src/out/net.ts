/** The network as a port: adapters get it, the simulator fakes it, and nothing waits for ever. */
export interface NetRequest {
  method: 'GET' | 'POST' | 'PUT'
  url: string
  headers: Record<string, string>
  body?: string | Uint8Array
  timeoutMs: number
  /** Reaches public addresses alone: for addresses that somebody chose who is not trusted with one's own network. */
  isPublicOnly?: boolean
}

export interface NetResponse {
  status: number
  headers: Record<string, string>
  /** At most 64 KiB of the body. */
  body: string
}

export interface Mail {
  from: string
  to: string
  subject: string
  text: string
  html: string
  /** With angle brackets, as in the header. */
  messageId: string
  /** The mail that this one belongs under; goes into `In-Reply-To` and `References`. */
  inReplyTo?: string
  /** Where an answer goes instead of to the sender. */
  replyTo?: string
  /** The sender of the envelope, to whom a mail comes back that cannot be delivered; absent: the one in `from`. */
  envelopeFrom?: string
  headers: Record<string, string>
}

export interface SmtpServer {
  /**
   * `smtp://user:password@host:port` or `smtps://…`; user and password are percent-encoded. `?starttls=required|optional|never`
   * and `?verify=off` as in docs/channels.md.
   */
  url: string
  timeoutMs: number
}

/** `forbidden`: the installation does not let anything be sent to that address, e.g. a cloud's metadata endpoint. */
export type NetError = { error: 'unreachable' | 'timeout' | 'tls' | 'forbidden'; cause: string }
/** `code` is the SMTP reply, e.g. 250, 451, 550. */
export type MailReply = { accepted: true; response: string } | { rejected: { code: number; response: string } }

export interface Download {
  url: string
  headers: Record<string, string>
  timeoutMs: number
  bytesMax: number
}

export interface Net {
  fetch(request: NetRequest): Promise<NetResponse | NetError>
  /** A file, whole or not at all. Absent where nothing is fetched. */
  download?(
    request: Download,
  ): Promise<{ status: number; headers: Record<string, string>; bytes: Uint8Array } | { tooLarge: true } | NetError>
  sendMail(server: SmtpServer, mail: Mail): Promise<MailReply | NetError>
}
