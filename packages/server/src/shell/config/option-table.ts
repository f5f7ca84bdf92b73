/** Every option of the process, once: its flag, its variable, what it means, and how it is read. */
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { PASSPHRASE_CHARS_MIN } from '../secrets/key-source.ts'
import { parseDuration } from './duration.ts'
import { isNetwork, listOf, readAllowedTargets } from './network-lists.ts'
import { syslogOption } from './syslog-option.ts'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** `expected` completes the sentence "expected …". */
export type Reading<T> = { value: T } | { expected: string }

export interface OptionSpec<T> {
  /** `--port` without the dashes. */
  flag: string
  variable: string
  /** What stands for the value in the help. */
  placeholder: string
  help: string
  example: string
  /** As the help shows it; absent: nothing is the default. */
  fallback?: string
  /** What the flag means when it stands alone; absent: it needs a value. */
  alone?: string
  isSecret?: true
  read(text: string): Reading<T>
}

export const OPTION_TABLE = {
  dataDir: folder('data', 'TOCSIN_DATA', './data', 'folder of the embedded database and of the key file'),
  databaseUrl: {
    flag: 'database-url',
    variable: 'DATABASE_URL',
    placeholder: 'url',
    help: 'PostgreSQL server to use instead of the embedded database',
    example: 'postgres://tocsin:password@db.example.com:5432/tocsin',
    isSecret: true,
    read: urlOf(['postgres:', 'postgresql:'], 'an address that begins with postgres://'),
  },
  databaseConnections: wholeNumber('database-connections', 'TOCSIN_DATABASE_CONNECTIONS', {
    ...{ fallback: 10, min: 2, max: 200 },
    help: 'connections to the PostgreSQL server at most',
  }),
  port: wholeNumber('port', 'TOCSIN_PORT', { fallback: 4000, min: 0, max: 65_535, help: 'port to listen on' }),
  host: {
    flag: 'host',
    variable: 'TOCSIN_HOST',
    placeholder: 'address',
    help: 'address to listen on; 0.0.0.0 or :: for all of this machine',
    example: '0.0.0.0',
    fallback: '127.0.0.1',
    read: (text) =>
      isIP(text) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)
        ? { value: text }
        : { expected: 'an IP address or a host name, without a port' },
  },
  url: {
    flag: 'url',
    variable: 'TOCSIN_URL',
    placeholder: 'url',
    help: 'public address, used in links, cookies and messages; by default host and port',
    example: 'https://tocsin.example.com',
    read: readPublicUrl,
  },
  configFile: {
    flag: 'config',
    variable: 'TOCSIN_CONFIG',
    placeholder: 'file',
    help: 'configuration file to apply at the start',
    example: 'tocsin.yaml',
    read: (text) => ({ value: resolve(text) }),
  },
  demo: {
    flag: 'demo',
    variable: 'TOCSIN_DEMO',
    placeholder: 'span',
    help: 'run the demo instead: an invented company with its incidents of the last 8 weeks, or of the span that is given, in a folder of its own (./data-demo). Nothing is sent to anybody',
    example: '2 weeks',
    alone: '8 weeks',
    read: readDemoSpan,
  },
  secretKey: {
    flag: 'secret-key',
    variable: 'TOCSIN_SECRET_KEY',
    placeholder: 'key',
    help: 'key that encrypts stored secrets: 32 bytes in base64, or a passphrase; by default a file in the data folder. Prefer the variable: others can see the flags of a process',
    example: 'the output of "openssl rand -base64 32"',
    isSecret: true,
    read: readSecretKey,
  },
  olderSecretKeys: {
    flag: 'secret-key-old',
    variable: 'TOCSIN_SECRET_KEY_OLD',
    placeholder: 'keys',
    help: 'former keys, separated by commas, to read what they encrypted',
    example: 'the former value of TOCSIN_SECRET_KEY',
    isSecret: true,
    read: (text) => ({ value: listOf(text) }),
  },
  tlsCert: {
    flag: 'tls-cert',
    variable: 'TOCSIN_TLS_CERT',
    placeholder: 'file',
    help: 'certificate chain (PEM) to answer https with; needs --tls-key',
    example: '/etc/tocsin/tls.crt',
    read: (text) => ({ value: resolve(text) }),
  },
  tlsKey: {
    flag: 'tls-key',
    variable: 'TOCSIN_TLS_KEY',
    placeholder: 'file',
    help: 'private key (PEM) of the certificate; needs --tls-cert',
    example: '/etc/tocsin/tls.key',
    read: (text) => ({ value: resolve(text) }),
  },
  smtpListen: {
    flag: 'smtp-listen',
    variable: 'TOCSIN_SMTP_LISTEN',
    placeholder: 'address',
    help: 'address and port at which mails for sources are taken by SMTP; a port alone listens on this machine only. By default none are',
    example: '0.0.0.0:25',
    read: readListenAddress,
  },
  syslog: syslogOption,
  mailDomain: {
    flag: 'mail-domain',
    variable: 'TOCSIN_MAIL_DOMAIN',
    placeholder: 'domain',
    help: 'what stands behind the @ in the mail addresses of sources; by default the host of the public address',
    example: 'in.tocsin.example.com',
    read: (text) =>
      /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text)
        ? { value: text.toLowerCase() }
        : { expected: 'a domain, without an @' },
  },
  trustedProxies: networks(
    'trusted-proxies',
    'TOCSIN_TRUSTED_PROXIES',
    'reverse proxies whose X-Forwarded-* headers are believed: addresses or networks, separated by commas',
  ),
  refusedNetworks: networks(
    'refused-networks',
    'TOCSIN_REFUSED_NETWORKS',
    'networks that no outgoing webhook may reach, besides the link-local ones',
  ),
  allowPrivate: {
    flag: 'allow-private',
    variable: 'TOCSIN_ALLOW_PRIVATE',
    placeholder: 'targets',
    help: 'what monitors and data sources may reach besides the Internet: networks, addresses, host names (*.internal for all below one), separated by commas, or "all". By default nothing private, not even this machine; the addresses where clouds keep credentials are never reached',
    example: '10.0.0.0/8,db.internal',
    read: readAllowedTargets,
  },
  logLevel: {
    flag: 'log-level',
    variable: 'TOCSIN_LOG_LEVEL',
    placeholder: 'level',
    help: `how much to log: ${LOG_LEVELS.join(', ')}`,
    example: 'debug',
    fallback: 'info',
    read: (text): Reading<LogLevel> => {
      const level = LOG_LEVELS.find((each) => each === text.toLowerCase())
      return level ? { value: level } : { expected: `one of ${LOG_LEVELS.join(', ')}` }
    },
  },
  watchdogUrl: {
    flag: 'watchdog-url',
    variable: 'TOCSIN_WATCHDOG_URL',
    placeholder: 'url',
    help: 'address that is called every minute while Tocsin is well, so that somebody else notices when it is not',
    example: 'https://watchdog.example.com/ping/tocsin',
    isSecret: true,
    read: urlOf(['http:', 'https:'], 'an address that begins with https:// or http://'),
  },
  keepDeliveries: keep('deliveries', '30 days', 'raw bodies as senders sent them'),
  keepAlerts: keep('alerts', '180 days', 'alerts that are over, and what happened to them'),
  keepSends: keep('sends', '180 days', 'messages that were sent; the incident keeps what happened'),
  keepChanges: keep('changes', '1 year', 'change events, such as deploys'),
  keepMonitoring: keep('monitoring', '400 days', 'what monitors found, by the hour and by the day'),
  keepIncidents: keep('incidents', 'forever', 'closed incidents with their timeline'),
} as const satisfies Record<string, OptionSpec<unknown>>

export type OptionName = keyof typeof OPTION_TABLE
export type OptionValue<N extends OptionName> =
  Extract<ReturnType<(typeof OPTION_TABLE)[N]['read']>, { value: unknown }> extends { value: infer T } ? T : never

function folder(flag: string, variable: string, fallback: string, help: string): OptionSpec<string> {
  const read = (text: string) => ({ value: resolve(text) })
  return { flag, variable, placeholder: 'folder', help, example: '/var/lib/tocsin', fallback, read }
}

function wholeNumber(
  flag: string,
  variable: string,
  { fallback, min, max, help }: { fallback: number; min: number; max: number; help: string },
): OptionSpec<number> {
  return {
    ...{ flag, variable, placeholder: 'number', help, example: String(fallback), fallback: String(fallback) },
    read(text) {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
      if (value >= min && value <= max) return { value }
      const hint = /^tcp:\/\//.test(text)
        ? ' (this one comes from Kubernetes: set enableServiceLinks: false, or name the service differently)'
        : ''
      return { expected: `a whole number from ${min} to ${max}${hint}` }
    },
  }
}

function networks(flag: string, variable: string, help: string): OptionSpec<string[]> {
  return {
    ...{ flag, variable, placeholder: 'networks', help, example: '10.0.0.0/8,192.168.1.5' },
    read(text) {
      const value = listOf(text)
      const wrong = value.find((each) => !isNetwork(each))
      if (wrong === undefined) return { value }
      return { expected: `IP addresses or networks in CIDR form, separated by commas; "${wrong}" is neither` }
    },
  }
}

function keep(what: string, fallback: string, of: string): OptionSpec<DurationMs | 'forever'> {
  return {
    flag: `keep-${what}`,
    variable: `TOCSIN_KEEP_${what.toUpperCase()}`,
    placeholder: 'duration',
    help: `how long to keep ${of}; "forever" is allowed`,
    example: '90 days',
    fallback,
    read(text) {
      if (text === 'forever') return { value: 'forever' }
      const value = parseDuration(text.replace(/^(\d+)\s*years?$/, (_, years) => `${Number(years) * 365} days`))
      if (typeof value === 'string') return { expected: 'a duration or "forever"' }
      return value >= DAY_MS ? { value } : { expected: 'at least one day, or "forever"' }
    },
  }
}

const DAY_MS = 86_400_000

function urlOf(protocols: readonly string[], expected: string): (text: string) => Reading<string> {
  return (text) =>
    URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).hostname !== ''
      ? { value: text }
      : { expected }
}

export interface ListenAddress {
  host: string
  port: number
}

/** `25`, `127.0.0.1:2525`, `[::1]:25`. */
function readListenAddress(text: string): Reading<ListenAddress> {
  const [, bracketed, plain, digits = ''] = /^(?:\[([^\]]+)\]:|([^:]+):)?(\d{1,5})$/.exec(text.trim()) ?? []
  const host = bracketed ?? plain ?? '127.0.0.1'
  const port = Number(digits)
  const isHost = isIP(host) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(host)
  if (digits === '' || port > 65_535 || !isHost) return { expected: 'a port, or an address and a port' }
  return { value: { host, port } }
}

function readPublicUrl(text: string): Reading<string> {
  const expected = 'an address that begins with https:// or http://, without a path behind the host'
  if (!URL.canParse(text)) return { expected }
  const { protocol, pathname, search, hash, username, origin } = new URL(text)
  const isPlain = pathname === '/' && search === '' && hash === '' && username === ''
  return isPlain && (protocol === 'https:' || protocol === 'http:') ? { value: origin } : { expected }
}

function readSecretKey(text: string): Reading<string> {
  if (text.length >= PASSPHRASE_CHARS_MIN) return { value: text }
  return { expected: `32 bytes in base64, or a passphrase of at least ${PASSPHRASE_CHARS_MIN} characters` }
}

const DEMO_SPAN_MS_MAX = 84 * DAY_MS

function readDemoSpan(text: string): Reading<DurationMs | 'off'> {
  const word = text.toLowerCase()
  if (['no', 'off', 'false', '0'].includes(word)) return { value: 'off' }
  const span = parseDuration(['yes', 'on', 'true', '1'].includes(word) ? '8 weeks' : text)
  if (typeof span === 'number' && span >= DAY_MS && span <= DEMO_SPAN_MS_MAX) return { value: span }
  return { expected: 'yes, no, or how far back the demo goes, from 1 day to 12 weeks' }
}
