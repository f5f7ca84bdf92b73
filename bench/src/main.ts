// Drives a running server from outside and prints what it measured. What each row means: docs/benchmarks.md.
import { loadavg } from 'node:os'
import process from 'node:process'
import type { Bench, Report } from './bench.ts'
import { benchConsole } from './console.ts'
import { profileTables } from './cpu-profile.ts'
import { benchDependants } from './dependants.ts'
import { benchFullHouse } from './full-house.ts'
import { benchIncidentList } from './incident-list.ts'
import { benchIngest } from './ingest.ts'
import { benchKill } from './kill.ts'
import { formatMachine, readMachine } from './machine.ts'
import { benchOnCall } from './on-call.ts'
import { type BenchOptions, parseOptions, type Section } from './options.ts'
import { benchPageLatency } from './page-latency.ts'
import { benchPagingBehindChat } from './paging-behind-chat.ts'
import { startPostgresServer } from './postgres-server.ts'
import { findProgram } from './programs.ts'
import { benchStorm } from './storm.ts'
import { formatTable } from './table.ts'
import { benchWakes } from './wakes.ts'

const options = parseOptions(process.argv.slice(2))
// A signal ends us in order, so that what we started ends with us.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

if (typeof options === 'string') {
  console.log(options)
  process.exitCode = 2
} else {
  process.exitCode = (await run(options)) ? 0 : 1
}

async function run(given: BenchOptions): Promise<boolean> {
  const machine = readMachine()
  if (!given.isJson) console.log(`${formatMachine(machine)}\n`)
  const postgres = given.engines.includes('postgres') ? await startPostgresServer() : null
  const bench: Bench = {
    ...given,
    postgres,
    alertmanager: given.isAlone ? null : findProgram('alertmanager'),
    wrk: findProgram('wrk'),
    log: (text) => console.error(text),
  }
  const reports: Record<string, Report> = {}
  try {
    for (const [name, section] of sectionsOf(given, bench)) {
      const report = await section()
      reports[name] = report
      if (!given.isJson) for (const table of report.tables) console.log(`${formatTable(table)}\n`)
    }
  } finally {
    await postgres?.stop()
  }
  const failures = Object.values(reports).flatMap((report) => report.failures)
  const loadAfter = loadavg()[0] ?? 0
  if (given.isJson) printJson({ machine: { ...machine, loadAfter }, postgres: postgres?.version, reports, failures })
  else printEnd(given, failures, loadAfter)
  return failures.length === 0
}

/** Search and memory are read off one full house. */
function sectionsOf({ sections }: BenchOptions, bench: Bench): [string, () => Promise<Report>][] {
  const wanted = (section: Section): boolean => sections.includes(section)
  const [search, memory] = [wanted('search'), wanted('memory')]
  const all: [string, boolean, () => Promise<Report>][] = [
    ['ingest', wanted('ingest'), () => (bench.wrk === null ? withoutWrk() : benchIngest(bench, bench.wrk))],
    ['storm', wanted('storm'), () => benchStorm(bench)],
    ['dependants', wanted('dependants'), () => benchDependants(bench)],
    ['latency', wanted('latency'), () => benchPageLatency(bench)],
    ['paging behind chat', wanted('paging-behind-chat'), () => benchPagingBehindChat(bench)],
    ['wakes', wanted('wakes'), () => benchWakes(bench)],
    ['full house', search || memory, () => benchFullHouse(bench, { search, memory })],
    ['list', wanted('list'), () => benchIncidentList(bench)],
    ['console', wanted('console'), () => consoleSection(bench)],
    ['kill', wanted('kill'), () => benchKill(bench)],
    ['on call', wanted('on-call'), () => benchOnCall(bench)],
  ]
  return all.flatMap(([name, isWanted, section]) => (isWanted ? [[name, section]] : []))
}

async function withoutWrk(): Promise<Report> {
  const notes = [
    'Left out: wrk is not here. On Debian `npm test` installs it, or `apt-get install wrk` and `npm test`.',
  ]
  return { tables: [{ title: 'Ingest', columns: [], rows: [], notes }], figures: null, failures: [] }
}

function consoleSection(bench: Bench): Promise<Report> {
  const chromium = findProgram('chromium')
  if (chromium !== null) return benchConsole(bench, chromium)
  const notes = ['Left out: chromium is not here. On Debian `npm test` installs it.']
  return Promise.resolve({
    tables: [{ title: 'The console', columns: [], rows: [], notes }],
    figures: null,
    failures: [],
  })
}

function printJson({ reports, ...rest }: { reports: Record<string, Report> } & Record<string, unknown>): void {
  const figures = Object.fromEntries(Object.entries(reports).map(([name, report]) => [name, report.figures]))
  console.log(JSON.stringify({ ...rest, figures }, null, 2))
}

function printEnd({ profileFolder }: BenchOptions, failures: readonly string[], loadAfter: number): void {
  if (profileFolder !== null) for (const table of profileTables(profileFolder)) console.log(`${formatTable(table)}\n`)
  console.log(`load ${loadAfter.toFixed(1)} after`)
  for (const failure of failures) console.log(`FAILED ${failure}`)
}
