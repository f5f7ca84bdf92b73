/**
 * The network of checks and queries as a port. One is made for each run: all of its operations end by one deadline, and each goes to
 * addresses that the installation allows, looked up once and used as looked up.
 */
import type { NetError } from '../out/net.ts'

/** What a server said of itself; instants in epoch milliseconds. */
export interface Certificate {
  subject: string
  issuer: string
  validFrom: number
  validTo: number
  /** Why it is not to be trusted for the name that was asked for; absent where it is. */
  distrust?: string
}

export interface HttpCall {
  method: string
  url: string
  headers: Record<string, string>
  body?: string
  /** False takes any certificate. */
  isVerified: boolean
  bodyBytesMax: number
}

export interface HttpAnswer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
  isBodyCut: boolean
  certificate?: Certificate
  /** From the request until the head of the answer. */
  firstByteMs: number
}

export interface LineTarget {
  host: string
  port: number
  /** TLS from the first byte. */
  tls?: { isVerified: boolean; serverName?: string; alpn?: readonly string[] }
}

/** A connection. Bytes that came and were not read yet wait. */
export interface Line {
  certificate?: Certificate
  /** Until the connection stood. */
  connectMs: number
  write(bytes: Uint8Array | string): void
  /** All that came since the last read, once `isEnough` says so of it, or the other side has ended (`isOver`). */
  read(isEnough: (bytes: Uint8Array) => boolean): Promise<{ bytes: Uint8Array; isOver: boolean } | NetError>
  /** Goes on with TLS on the same connection (STARTTLS). */
  secure(options: { isVerified: boolean; serverName: string }): Promise<{ certificate: Certificate } | NetError>
  close(): void
}

export interface DnsCall {
  name: string
  type: DnsType
  /** `host:port` of a resolver, the host an IP address; else those of the machine. */
  server?: string
}

export const DNS_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'CAA', 'PTR'] as const
export type DnsType = (typeof DNS_TYPES)[number]

/** HTTP/2 with trailers, as gRPC needs it. */
export interface Http2Call {
  host: string
  port: number
  tls?: { isVerified: boolean }
  path: string
  headers: Record<string, string>
  body: Uint8Array
}

export interface Http2Answer {
  status: number
  headers: Record<string, string>
  trailers: Record<string, string>
  body: Uint8Array
}

export interface SqlCall {
  host: string
  port: number
  database: string
  user: string
  password?: string
  /** `disable`, `require` (any certificate) or `verify`. */
  tls: 'disable' | 'require' | 'verify'
  /** One statement that reads. */
  query: string
  parameters: readonly string[]
  rowsMax: number
}

export interface CheckNet {
  http(call: HttpCall): Promise<HttpAnswer | NetError>
  open(target: LineTarget): Promise<Line | NetError>
  /** `records` as they are usually written, e.g. `10 mail.example.com`; empty where there are none. */
  dns(call: DnsCall): Promise<{ records: string[] } | NetError>
  ping(host: string): Promise<{ ms: number } | NetError>
  http2(call: Http2Call): Promise<Http2Answer | NetError>
  /** In a read-only transaction, with the deadline as its time-out. */
  sql(call: SqlCall): Promise<{ rows: Record<string, unknown>[] } | NetError>
}
