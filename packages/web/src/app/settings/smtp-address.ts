/** The mail server of a form, and the `smtp://` or `smtps://` address that the server of Tocsin keeps (docs/channels.md). */

/** `tls`: from the first byte. `required`, `optional` and `never` say how STARTTLS is used. */
export const SMTP_SECURITIES = ['tls', 'required', 'optional', 'never'] as const
export type SmtpSecurity = (typeof SMTP_SECURITIES)[number]

export interface SmtpForm {
  host: string
  /** Empty: the usual one. */
  port: string
  security: SmtpSecurity
  /** Any certificate is accepted, e.g. a self-signed one. */
  isAnyCertificate: boolean
  user: string
}

export const emptySmtpForm: SmtpForm = { host: '', port: '', security: 'required', isAnyCertificate: false, user: '' }

const HOST = /^(?:[^\s/@?#:[\]%]+|\[[0-9a-f:.]+\])$/i
const LOOPBACK = /^(?:localhost|127\.[\d.]+|\[::1\])$/i

/** What 587 is with STARTTLS, and 465 with TLS from the start. */
export function usualPort(security: SmtpSecurity): string {
  return security === 'tls' ? '465' : '587'
}

export function isSmtpHost(host: string): boolean {
  return HOST.test(bracketed(host)) && URL.canParse(`smtp://${bracketed(host)}`)
}

export function isPort(port: string): boolean {
  return port === '' || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)
}

/** The fields that are there, and a password of one or more characters, as one address. Percent-encodes user and password. */
export function smtpAddress(form: SmtpForm, password: string): string {
  const { host, port, security, isAnyCertificate, user } = form
  const login = user === '' ? '' : `${encoded(user)}${password === '' ? '' : `:${encoded(password)}`}@`
  const flags = new URLSearchParams({
    ...(security !== 'tls' && { starttls: security }),
    ...(isAnyCertificate && { verify: 'off' }),
  }).toString()
  const scheme = security === 'tls' ? 'smtps' : 'smtp'
  return `${scheme}://${login}${bracketed(host)}:${port || usualPort(security)}${flags === '' ? '' : `?${flags}`}`
}

/** Reads an address as it was shown, its password left out. `hasPassword`: there is one behind it. */
export function readSmtpAddress(shown: string): { form: SmtpForm; hasPassword: boolean } | undefined {
  if (!URL.canParse(shown)) return undefined
  const { protocol, hostname, port, username, password, searchParams } = new URL(shown)
  const hasPassword = password !== ''
  const usual = hasPassword && !LOOPBACK.test(hostname) ? 'required' : 'optional'
  const starttls = SMTP_SECURITIES.find((each) => each !== 'tls' && each === searchParams.get('starttls')) ?? usual
  const security = protocol === 'smtps:' ? 'tls' : starttls
  const form = {
    host: decoded(hostname),
    port: port === '' ? usualPort(security) : port,
    security,
    isAnyCertificate: searchParams.get('verify') === 'off',
    user: decoded(username),
  }
  return { form, hasPassword }
}

/** Whether a stored password is still for the same place: it must never go to another server, or over a line less safe. */
export function keepsPassword(before: SmtpForm, after: SmtpForm): boolean {
  return JSON.stringify(fieldsOf(before)) === JSON.stringify(fieldsOf(after))
}

function fieldsOf({ host, port, security, isAnyCertificate, user }: SmtpForm) {
  return [host, port === '' ? usualPort(security) : port, security, isAnyCertificate, user]
}

/** An address of IPv6 stands in brackets. */
function bracketed(host: string): string {
  return /^[0-9a-f.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(host) ? `[${host}]` : host
}

/** The asterisk too: a password must not look like one that is left out. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('*', '%2A')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
