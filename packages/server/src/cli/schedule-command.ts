import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { uncover } from '../shell/config/file/variables.ts'
import { parseYaml } from '../shell/config/file/yaml-text.ts'
import { addReaderOptions, addServerOptions, createApiClient, createApiReader, type ServerFlags } from './api-client.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
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

interface WindowFlags extends ServerFlags {
  from?: string
  to?: string
  json?: boolean
}

const STANDARD_INPUT = 0

export function addScheduleCommand(program: Command, terminal: Terminal): void {
  const schedule = program.command('schedule').description('See who is on call when, and what an edit would change.')
  addShow(schedule, terminal)
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
    const answer = await createApiClient(flags, terminal).post<{ handovers: Handover[]; shifts: Shift[] }>(path, wanted)
    if (flags.json) return printJson(terminal, answer)
    terminal.print(formatPreview(answer, terminal))
  })
}

function formatPreview({ handovers, shifts }: { handovers: Handover[]; shifts: Shift[] }, terminal: Terminal): string {
  const gaps = shifts.filter(({ people }) => people.length === 0)
  const rows = handovers.map(({ starts_at, ends_at, before, after }) => [
    ...[formatMinute(starts_at), formatMinute(ends_at), listNames(before), listNames(after)],
  ])
  const changes =
    rows.length === 0
      ? 'Nobody’s time on call would change.\n'
      : formatTable(['FROM', 'UNTIL', 'NOW', 'THEN'], rows, terminal.width)
  const [first] = gaps
  if (!first) return changes
  const more = gaps.length > 1 ? `, and ${gaps.length - 1} more` : ''
  return `${changes}\nNobody would be on call from ${formatMinute(first.starts_at)} to ${formatMinute(first.ends_at)}${more}.\n`
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
