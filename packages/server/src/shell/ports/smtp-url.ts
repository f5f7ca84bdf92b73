import { BlockList, isIP, isIPv6 } from 'node:net'

export interface SmtpEndpoint {
  host: string
  port: number
  /** TLS from the first byte. */
  secure: boolean
  requireTLS: boolean
  ignoreTLS: boolean
  tls: { rejectUnauthorized: boolean }
  auth?: { user: string; pass: string }
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * Reads `smtp://user:password@host:587` (STARTTLS when offered) or `smtps://…:465` (TLS from the start). A password never leaves
 * for another machine in clear: with one, STARTTLS is required unless `?starttls=optional` or `never` says otherwise.
 * `?verify=off` takes any certificate.
 */
export function parseSmtpUrl(text: string): SmtpEndpoint {
  const url = new URL(text)
  const secure = url.protocol === 'smtps:'
  const host = decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1')
  const hasPassword = url.password !== ''
  const starttls = url.searchParams.get('starttls') ?? (hasPassword && !isLoopback(host) ? 'required' : 'optional')
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && starttls === 'required',
    ignoreTLS: starttls === 'never',
    tls: { rejectUnauthorized: url.searchParams.get('verify') !== 'off' },
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
  }
}

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  return isIP(host) !== 0 && loopback.check(host, isIPv6(host) ? 'ipv6' : 'ipv4')
}
