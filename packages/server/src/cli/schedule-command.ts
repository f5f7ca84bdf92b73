import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { uncover } from '../shell/config/file/variables.ts'
import { parseYaml } from '../shell/config/file/yaml-text.ts'
import { addReaderOptions, addServerOptions, createApiClient, createApiReader, type ServerFlags } from './api-client.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { addWhy } from './schedule-why.ts'
import { formatMinute, formatTable, printJson, type Terminal } from './terminal.ts'

interface Named {
  name: string
}

interface Shift {
  starts_at: string
  ends_at: string
  people: { user: Named; layer_name?: string; override?: string; temporary?: string }[]
}

interface Handover {
  starts_at: string
  ends_at: string
  before: Named[]
  after: Named[]
}

interface Breach {
  kind: 'days_in_a_row' | 'rest_after_night'
  user: Named
  starts_at: string
  ends_at: string
  days: number | null
  paged_at: string | null
  could_take: { user: Named; starts_at: string; ends_at: string }[]
  is_refused: boolean
}

interface Preview {
  handovers: Handover[]
  /** Absent: a server of before. */
  outer?: { schedule: Named; handovers: Handover[] }[]
  shifts: Shift[]
  rest: Breach[]
}

interface WindowFlags extends ServerFlags {
  from?: string
  to?: string
  json?: boolean
}

const STANDARD_INPUT = 0
/** Of more than these it is said how many they are. */
const BREACHES_SAID = 5

export function addScheduleCommand(program: Command, terminal: Terminal): void {
  const schedule = program.command('schedule').description('See who is on call when, and what an edit would change.')
  addShow(schedule, terminal)
  addWhy(schedule, terminal)
  addPreview(schedule, terminal)
}

function withWindow(command: Command, usual: string): Command {
  return command
    .option('--from <instant>', 'from this instant on, for example 2026-01-05T09:00:00Z (default: now)')
    .option('--to <instant>', `until this instant (default: ${usual} later)`)
    .option('--json', 'print JSON')
}

function addShow(schedule: Command, terminal: Terminal): void {
  const command = schedule
    .command('show <id>')
    .description('Show who is on call, shift by shift, after layers, overrides and temporary schedules.')
  addReaderOptions(withWindow(command, 'four weeks')).action(async (id: string, flags: WindowFlags) => {
    const reader = await createApiReader(command, terminal)
    const answer = await reader.get<{ shifts: Shift[] }>(`/schedules/${encodeURIComponent(id)}/final`, windowOf(flags))
    if (flags.json) return printJson(terminal, answer)
    const rows = answer.shifts.map(({ starts_at, ends_at, people }) => [
      ...[formatMinute(starts_at), formatMinute(ends_at), listNames(people.map(({ user }) => user))],
      [...new Set(people.map(sayWhy))].join(', '),
    ])
    terminal.print(formatTable(['FROM', 'UNTIL', 'ON CALL', 'BY'], rows, terminal.width))
  })
}

function sayWhy({ override, temporary, layer_name }: Shift['people'][number]): string {
  if (temporary !== undefined) return 'temporary schedule'
  if (override !== undefined) return 'override'
  return layer_name ?? ''
}

function addPreview(schedule: Command, terminal: Terminal): void {
  const command = schedule
    .command('preview <id>')
    .description('Show every span that would change hands if the schedule were as the file says. Changes nothing.')
    .requiredOption('-f, --file <file>', 'a configuration file with this schedule in it (YAML); - for standard input')
  addServerOptions(withWindow(command, '90 days')).action(async (id: string, flags: WindowFlags & { file: string }) => {
    const wanted = readSchedule(id, flags.file)
    const search = new URLSearchParams(windowOf(flags)).toString()
    const path = `/schedules/${encodeURIComponent(id)}/preview${search === '' ? '' : `?${search}`}`
    const answer = await createApiClient(flags, terminal).post<Preview>(path, wanted)
    if (flags.json) printJson(terminal, answer)
    else terminal.print(formatPreview(answer, terminal))
    const refused = answer.rest.filter(({ is_refused }) => is_refused)
    if (refused.length > 0) throw new CommandFailure(EXIT.refused, sayRefused(refused))
  })
}

/** The rules of rest would refuse it, as `apply` and the API do. */
function sayRefused(refused: readonly Breach[]): string {
  return [
    'This edit would be refused:',
    ...refused.slice(0, BREACHES_SAID).map(sayBreach),
    ...(refused.length > BREACHES_SAID ? [`and ${refused.length - BREACHES_SAID} more.`] : []),
    'Give somebody else a day of it, or loosen the setting on_call with a reason.',
  ].join('\n')
}

function sayBreach({ kind, user, starts_at, ends_at, days, paged_at, could_take: [relief] }: Breach): string {
  const span = `from ${formatMinute(starts_at)} to ${formatMinute(ends_at)}`
  const what =
    kind === 'days_in_a_row'
      ? `${user.name} would be on call for ${days} days in a row, ${span}.`
      : `${user.name} would be on call again ${span}, after a page in the night at ${formatMinute(paged_at)}.`
  if (!relief) return what
  const { name } = relief.user
  return `${what} ${name} could take ${formatMinute(relief.starts_at)} to ${formatMinute(relief.ends_at)}.`
}

function formatHandovers(handovers: readonly Handover[], width: number | undefined): string {
  const rows = handovers.map(({ starts_at, ends_at, before, after }) => [
    ...[formatMinute(starts_at), formatMinute(ends_at), listNames(before), listNames(after)],
  ])
  return formatTable(['FROM', 'UNTIL', 'NOW', 'THEN'], rows, width)
}

function formatPreview({ handovers, outer = [], shifts, rest }: Preview, terminal: Terminal): string {
  const gaps = shifts.filter(({ people }) => people.length === 0)
  const changes =
    handovers.length === 0 ? 'Nobody’s time on call would change.\n' : formatHandovers(handovers, terminal.width)
  const [first] = gaps
  const more = gaps.length > 1 ? `, and ${gaps.length - 1} more` : ''
  return [
    changes,
    ...outer.map(
      (each) =>
        `\nIn ${each.schedule.name}, by its turns of this one:\n${formatHandovers(each.handovers, terminal.width)}`,
    ),
    ...(first
      ? [`\nNobody would be on call from ${formatMinute(first.starts_at)} to ${formatMinute(first.ends_at)}${more}.\n`]
      : []),
    ...rest
      .filter(({ is_refused }) => !is_refused)
      .slice(0, BREACHES_SAID)
      .map((breach) => `\n${sayBreach(breach)} It would be let through, and listed under Fairness.\n`),
  ].join('')
}

/** The schedule as the file writes it; what its fields say is checked by the server. */
function readSchedule(id: string, file: string): object {
  const text = readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8')
  const yaml = parseYaml(text)
  if ('problems' in yaml) {
    const places = yaml.problems.map(({ line, column, problem }) => `${file}:${line}:${column}: ${problem}`)
    throw new CommandFailure(EXIT.usage, places.join('\n'))
  }
  const document = yaml.value
  const schedules: unknown = document && typeof document === 'object' && 'schedules' in document && document.schedules
  const found: unknown = Array.isArray(schedules) ? schedules.find((each) => each?.id === id) : undefined
  if (!found || typeof found !== 'object')
    throw new CommandFailure(EXIT.usage, `${file} has no schedule "${id}" under "schedules"`)
  const { id: _, ...written } = JSON.parse(JSON.stringify(found), (_key, value) =>
    typeof value === 'string' ? uncover(value) : value,
  )
  return written
}

function windowOf({ from, to }: WindowFlags): Record<string, string> {
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
}

function listNames(people: readonly Named[]): string {
  return people.map(({ name }) => name).join(', ') || 'nobody'
}
