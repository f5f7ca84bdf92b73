/**
 * The options of the process, read once from flags and environment; flags win. All problems are found together, and each names
 * the option, what was given, what was expected, and an example. Nothing below the shell reads the environment.
 */
import { existsSync } from 'node:fs'
import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { didYouMean, findNearest } from './nearest.ts'
import {
  type ListenAddress,
  type LogLevel,
  OPTION_TABLE,
  type OptionName,
  type OptionSpec,
  type OptionValue,
} from './option-table.ts'
import type { SyslogAddress } from './syslog-option.ts'

export interface Options {
  dataDir: string
  databaseUrl?: string
  databaseConnections: number
  port: number
  host: string
  url?: string
  configFile?: string
  secretKey?: string
  olderSecretKeys: string[]
  tls?: { certFile: string; keyFile: string }
  /** Where mails are taken; absent: nowhere. */
  smtpListen?: ListenAddress
  mailDomain?: string
  syslog?: SyslogAddress[]
  trustedProxies: string[]
  refusedNetworks: string[]
  /** What monitors and data sources may reach besides the Internet; see target-guard.ts. */
  allowedTargets: string[]
  logLevel: LogLevel
  watchdogUrl?: string
  retention: Retention
  /** Set when the demo is to run; `dataDir` is its own folder then. */
  demo?: { spanMs: DurationMs }
}

/** Absent: for ever. */
export interface Retention {
  deliveriesMs?: DurationMs
  alertsMs?: DurationMs
  sendsMs?: DurationMs
  changesMs?: DurationMs
  incidentsMs?: DurationMs
  monitoringMs?: DurationMs
}

/** What stood on the command line, by flag without dashes; `true` where the value is missing. */
export type GivenFlags = Readonly<Record<string, string | true | undefined>>
export type Environment = Readonly<Record<string, string | undefined>>
export type OptionsReading = { options: Options; warnings: string[] } | { problems: string[] }

/** The variables of commands that talk to a server; see cli/. */
const CLIENT_VARIABLES = ['TOCSIN_KEY'] as const

type Values = { [N in OptionName]?: OptionValue<N> }

/** The environment of this process: the one place below main that reads it. */
export function processEnvironment(): Environment {
  return process.env
}

/** `names` limits the reading to the options that a command knows. */
export function readOptions(
  flags: GivenFlags,
  environment: Environment,
  names: readonly OptionName[] = optionNames(),
): OptionsReading {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const name of names) {
    const reading = readOption(OPTION_TABLE[name], flags, environment)
    if (reading === undefined) continue
    if ('problem' in reading) problems.push(reading.problem)
    else values[name] = reading.value
  }
  // Beside the usual folder, unless somebody named one: the demo never goes where a real installation is by default.
  const isFolderNamed = flags[OPTION_TABLE.dataDir.flag] !== undefined || !!environment[OPTION_TABLE.dataDir.variable]
  if (typeof values.demo === 'number' && !isFolderNamed) values.dataDir = `${values.dataDir}-demo`
  const unknown = checkVariables(environment)
  problems.push(...unknown.problems, ...checkTogether(values))
  return problems.length > 0 ? { problems } : { options: optionsOf(values), warnings: unknown.warnings }
}

export function optionNames(): OptionName[] {
  return Object.keys(OPTION_TABLE) as OptionName[]
}

function readOption(
  spec: OptionSpec<unknown>,
  flags: GivenFlags,
  environment: Environment,
): { value: unknown } | { problem: string } | undefined {
  const given = flags[spec.flag]
  const flag = given === true ? (spec.alone ?? given) : given
  const isByFlag = flag !== undefined
  const place = isByFlag ? `--${spec.flag}` : spec.variable
  if (flag === true) return { problem: `--${spec.flag} needs a value, for example ${exampleOf(spec, true)}` }
  // An empty variable is one that a compose file or a shell left without a value.
  const text = flag ?? (environment[spec.variable] || spec.fallback)
  if (text === undefined) return undefined
  const reading = spec.read(text)
  if ('value' in reading) return reading
  const shown = spec.isSecret ? 'a value that is not shown' : `"${text}"`
  return { problem: `${place} is ${shown}; expected ${reading.expected}, for example ${exampleOf(spec, isByFlag)}` }
}

function exampleOf({ flag, variable, example }: OptionSpec<unknown>, isByFlag: boolean): string {
  if (example.startsWith('the ')) return example
  const text = /\s/.test(example) ? `"${example}"` : example
  return isByFlag ? `--${flag} ${text}` : `${variable}=${text}`
}

function checkTogether(values: Record<string, unknown>): string[] {
  const { tlsCert, tlsKey, configFile } = values
  const problems: string[] = []
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [has, lacks] = tlsCert === undefined ? ['tls-key', 'tls-cert'] : ['tls-cert', 'tls-key']
    problems.push(
      `--${has} was given without --${lacks}; https needs both, for example --tls-cert tls.crt --tls-key tls.key`,
    )
  }
  const files = { 'tls-cert': tlsCert, 'tls-key': tlsKey, config: configFile }
  for (const [flag, path] of Object.entries(files)) {
    if (typeof path === 'string' && !existsSync(path)) {
      problems.push(`--${flag} names ${path}, which does not exist; expected the path of a file that can be read`)
    }
  }
  return problems
}

/** A variable that was probably meant for us is a problem when it looks like a slip, else a warning. */
function checkVariables(environment: Environment): { problems: string[]; warnings: string[] } {
  const known = [...Object.values(OPTION_TABLE).map(({ variable }) => variable), ...CLIENT_VARIABLES]
  const problems: string[] = []
  const warnings: string[] = []
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('TOCSIN_') || known.some((each) => each === name) || isOfKubernetes(name)) continue
    const nearest = nearestVariable(name, known)
    if (nearest)
      problems.push(`${name} is no variable of Tocsin; did you mean ${nearest}? Its options are listed by --help`)
    else
      warnings.push(
        `${name} is no variable of Tocsin, and nothing but a configuration file can use it; --help lists the options`,
      )
  }
  return { problems, warnings }
}

/** `TOCSIN_DATABASE_URL` is a slip of `DATABASE_URL`, though far from it by letters. */
function nearestVariable(name: string, known: readonly string[]): string | undefined {
  const bare = name.slice('TOCSIN_'.length)
  if (known.includes(bare)) return bare
  const nearest = findNearest(
    bare,
    known.map((each) => each.replace(/^TOCSIN_/, '')),
  )
  return nearest && known.find((each) => each === `TOCSIN_${nearest}` || each === nearest)
}

/** What Kubernetes sets in every pod when a service is called `tocsin`. */
function isOfKubernetes(name: string): boolean {
  return /^TOCSIN_(SERVICE_(HOST|PORT)(_\w+)?|PORT_\d+_\w+)$/.test(name)
}

function optionsOf(values: Values): Options {
  const { dataDir, databaseConnections, port, host, logLevel, tlsCert, tlsKey } = values
  return {
    dataDir: dataDir ?? fallbackOf('dataDir'),
    databaseConnections: databaseConnections ?? fallbackOf('databaseConnections'),
    port: port ?? fallbackOf('port'),
    host: host ?? fallbackOf('host'),
    logLevel: logLevel ?? fallbackOf('logLevel'),
    olderSecretKeys: values.olderSecretKeys ?? [],
    trustedProxies: values.trustedProxies ?? [],
    refusedNetworks: values.refusedNetworks ?? [],
    allowedTargets: values.allowPrivate ?? [],
    retention: retentionOf(values),
    ...(values.databaseUrl !== undefined && { databaseUrl: values.databaseUrl }),
    ...(values.url !== undefined && { url: values.url }),
    ...(typeof values.demo === 'number' && { demo: { spanMs: values.demo } }),
    ...(values.configFile !== undefined && { configFile: values.configFile }),
    ...(values.secretKey !== undefined && { secretKey: values.secretKey }),
    ...(values.smtpListen !== undefined && { smtpListen: values.smtpListen }),
    ...(values.mailDomain !== undefined && { mailDomain: values.mailDomain }),
    ...(values.syslog !== undefined && { syslog: values.syslog }),
    ...(values.watchdogUrl !== undefined && { watchdogUrl: values.watchdogUrl }),
    ...(tlsCert !== undefined && tlsKey !== undefined && { tls: { certFile: tlsCert, keyFile: tlsKey } }),
  }
}

function retentionOf(values: Values): Retention {
  const spans = {
    deliveriesMs: values.keepDeliveries ?? fallbackOf('keepDeliveries'),
    alertsMs: values.keepAlerts ?? fallbackOf('keepAlerts'),
    sendsMs: values.keepSends ?? fallbackOf('keepSends'),
    changesMs: values.keepChanges ?? fallbackOf('keepChanges'),
    incidentsMs: values.keepIncidents ?? fallbackOf('keepIncidents'),
    monitoringMs: values.keepMonitoring ?? fallbackOf('keepMonitoring'),
  }
  return Object.fromEntries(Object.entries(spans).filter(([, span]) => span !== 'forever'))
}

/** The default of an option that has one. */
function fallbackOf<N extends OptionName>(name: N): OptionValue<N> {
  const spec: OptionSpec<unknown> = OPTION_TABLE[name]
  const reading = spec.read(spec.fallback ?? '')
  if ('value' in reading) return reading.value as OptionValue<N>
  throw new Error(`the default of --${spec.flag} is not valid: expected ${reading.expected}`)
}

/** Problems with flags that no command declares. */
export function describeUnknownFlags(rest: readonly string[], names: readonly OptionName[]): string[] {
  const flags = names.map((name) => `--${OPTION_TABLE[name].flag}`)
  const problems: string[] = []
  let isValueOfUnknown = false
  for (const word of rest) {
    const isFlag = word.startsWith('-')
    if (isFlag) {
      const flag = word.split('=', 1)[0] ?? word
      problems.push(`${flag} is no option of this command.${didYouMean(flag, flags)} --help lists them`)
    } else if (!isValueOfUnknown) {
      problems.push(`"${word}" is not expected here; options begin with --, for example --port 4000`)
    }
    isValueOfUnknown = isFlag && !word.includes('=')
  }
  return problems
}
