/** What may be set of each kind, and how it is written in a form. */

export type FieldInput = 'text' | 'number' | 'switch' | 'choice' | 'area' | 'lines' | 'pairs' | 'tests' | 'source'

export interface SettingField {
  name: string
  input: FieldInput
  choices?: readonly string[]
  /** What the server takes when nothing is written; shown in the empty field. */
  usual?: string
  isRequired?: boolean
  /** Shown only when asked for. */
  isRare?: boolean
}

export const MONITOR_KINDS = [
  'http',
  'tcp',
  'tls',
  'dns',
  'ping',
  'grpc',
  'postgres',
  'redis',
  'smtp',
  'metric',
] as const
export type MonitorKind = (typeof MONITOR_KINDS)[number]
export const DATA_SYSTEMS = ['prometheus', 'postgres', 'elastic', 'loki', 'signoz', 'cloudwatch'] as const
export type DataSystem = (typeof DATA_SYSTEMS)[number]

const text = (name: string, more: Partial<SettingField> = {}): SettingField => ({ name, input: 'text', ...more })
const number = (name: string, usual?: string, more: Partial<SettingField> = {}): SettingField => ({
  ...{ name, input: 'number', ...more },
  ...(usual !== undefined && { usual }),
})
const choice = (name: string, choices: readonly string[], usual: string, more: Partial<SettingField> = {}) =>
  ({ name, input: 'choice', choices, usual, ...more }) satisfies SettingField
const toggle = (name: string, usual: 'on' | 'off', more: Partial<SettingField> = {}): SettingField => ({
  ...{ name, input: 'switch', usual, ...more },
})

const HOST = text('host', { isRequired: true })
const VERIFY = toggle('verify', 'on', { isRare: true })
const CERTIFICATE = [number('warning_days', '21', { isRare: true }), number('critical_days', '7', { isRare: true })]

export const MONITOR_FIELDS: Record<MonitorKind, readonly SettingField[]> = {
  http: [
    text('url', { isRequired: true, usual: 'https://shop.example.com/health' }),
    text('status', { usual: '200-299' }),
    text('body_contains'),
    { name: 'json', input: 'tests', usual: '$.status equals ok' },
    choice('method', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], 'GET', { isRare: true }),
    { name: 'headers', input: 'pairs', usual: 'Accept: application/json', isRare: true },
    { name: 'body', input: 'area', isRare: true },
    { name: 'expect_headers', input: 'pairs', usual: 'Content-Type: application/json', isRare: true },
    text('body_lacks', { isRare: true }),
    text('body_matches', { usual: 'ok|healthy', isRare: true }),
    number('slow_ms', undefined, { isRare: true }),
    toggle('follow_redirects', 'on', { isRare: true }),
    VERIFY,
    ...CERTIFICATE,
  ],
  tcp: [
    HOST,
    number('port', undefined, { isRequired: true }),
    text('send', { usual: 'PING\\r\\n' }),
    text('expect'),
    toggle('tls', 'off', { isRare: true }),
    VERIFY,
  ],
  tls: [
    HOST,
    number('port', '443'),
    number('warning_days', '21'),
    number('critical_days', '7'),
    choice('starttls', ['none', 'smtp'], 'none', { isRare: true }),
    text('server_name', { isRare: true }),
    VERIFY,
  ],
  dns: [
    text('name', { isRequired: true, usual: 'www.example.com' }),
    choice('type', ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'CAA', 'PTR'], 'A'),
    { name: 'expect', input: 'lines', usual: '192.0.2.7' },
    choice('match', ['all', 'any', 'exactly'], 'all'),
    text('server', { usual: '192.0.2.53', isRare: true }),
  ],
  ping: [HOST, number('slow_ms')],
  grpc: [
    HOST,
    number('port', undefined, { isRequired: true }),
    text('service_name', { usual: 'shop.Cart' }),
    toggle('tls', 'off'),
    VERIFY,
  ],
  postgres: [
    HOST,
    number('port', '5432'),
    text('database', { usual: 'postgres' }),
    text('user', { usual: 'postgres' }),
    choice('tls', ['disable', 'require', 'verify'], 'disable'),
  ],
  redis: [HOST, number('port', '6379'), text('user', { isRare: true }), toggle('tls', 'off'), VERIFY],
  smtp: [HOST, number('port', '25'), choice('tls', ['none', 'starttls', 'tls'], 'none'), VERIFY],
  metric: [
    { name: 'source', input: 'source', isRequired: true },
    { name: 'query', input: 'area', isRequired: true },
    choice('compare', ['above', 'below'], 'above'),
    number('warning'),
    number('critical'),
    text('unit', { usual: '%' }),
    text('window', { usual: '5m' }),
    choice('reduce', ['avg', 'min', 'max', 'sum', 'last', 'count'], 'avg'),
    text('index', { isRare: true }),
  ],
}

const URL_FIELD = text('url', { isRequired: true, usual: 'https://prometheus.example.com' })

export const SOURCE_FIELDS: Record<DataSystem, readonly SettingField[]> = {
  prometheus: [URL_FIELD, VERIFY],
  postgres: [
    HOST,
    number('port', '5432'),
    text('database', { isRequired: true }),
    text('user', { isRequired: true }),
    choice('tls', ['disable', 'require', 'verify'], 'disable'),
  ],
  elastic: [URL_FIELD, text('index', { usual: '*' }), text('time_field', { usual: '@timestamp' }), VERIFY],
  loki: [URL_FIELD, text('tenant'), VERIFY],
  signoz: [URL_FIELD, VERIFY],
  cloudwatch: [
    text('region', { isRequired: true, usual: 'eu-central-1' }),
    text('access_key', { isRequired: true }),
    number('period_seconds', '60'),
    text('endpoint', { isRare: true }),
  ],
}

/** Kinds whose target may ask for a secret. */
export const KINDS_WITH_SECRET: readonly string[] = ['http', 'grpc', 'postgres', 'redis']

/** The name that the server has for a field; a service of gRPC is no service of ours. */
export function settingOf(kind: string, { name }: SettingField): string {
  return kind === 'grpc' && name === 'service_name' ? 'service' : name
}

/** A setting as a form writes it. */
export function writtenSetting(input: FieldInput, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (input === 'lines') return (value as string[]).join('\n')
  if (input === 'pairs')
    return Object.entries(value as object)
      .map(([name, each]) => `${name}: ${each}`)
      .join('\n')
  if (input === 'tests')
    return (value as { path: string; test?: string; value?: unknown }[])
      .map(({ path, test = 'equals', value: wanted }) =>
        [path, test, wanted === undefined ? '' : plainOf(wanted)].join(' ').trim(),
      )
      .join('\n')
  return String(value)
}

/** What is written, as the server takes it; undefined leaves it out. */
export function readSetting(input: FieldInput, text: string): unknown {
  if (text.trim() === '') return undefined
  const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  if (input === 'lines') return lines
  if (input === 'pairs')
    return Object.fromEntries(
      lines.map((line) => {
        const [name = '', ...rest] = line.split(':')
        return [name.trim(), rest.join(':').trim()]
      }),
    )
  if (input === 'tests') return lines.map(readTest)
  if (input === 'number') return Number.isNaN(Number(text)) ? text : Number(text)
  return text
}

/** `$.queue.depth below 100`; without a test the value has to be the same. */
function readTest(line: string): { path: string; test: string; value?: string | number | boolean | null } {
  const [, path = line, test, rest = ''] =
    /^(\S+)\s+(equals|not_equals|contains|above|below|exists)\b\s*(.*)$/.exec(line) ??
    /^(\S+)\s+()(.*)$/.exec(line) ??
    []
  if (test === 'exists') return { path, test }
  return { path, test: test || 'equals', ...(rest !== '' && { value: wordOf(rest) }) }
}

function wordOf(text: string): string | number | boolean | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? text : (value as string | number | boolean | null)
  } catch {
    return text
  }
}

function plainOf(value: unknown): string {
  return typeof value === 'string' && wordOf(value) === value ? value : JSON.stringify(value)
}
