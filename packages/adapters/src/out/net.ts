/** The network as a port: adapters get it, the simulator fakes it, and nothing waits for ever. */
export interface NetRequest {
  method: 'GET' | 'POST' | 'PUT'
  url: string
  headers: Record<string, string>
  body?: string
  timeoutMs: number
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
  messageId: string
  inReplyTo?: string
  headers: Record<string, string>
}

export interface SmtpServer {
  /** `smtp://user:password@host:port` or `smtps://…` */
  url: string
  timeoutMs: number
}

export type NetError = { error: 'unreachable' | 'timeout' | 'tls'; cause: string }
/** `code` is the SMTP reply, e.g. 250, 451, 550. */
export type MailReply = { accepted: true; response: string } | { rejected: { code: number; response: string } }

export interface Net {
  fetch(request: NetRequest): Promise<NetResponse | NetError>
  sendMail(server: SmtpServer, mail: Mail): Promise<MailReply | NetError>
}
