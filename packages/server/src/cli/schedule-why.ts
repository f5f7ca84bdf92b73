/** `schedule why`: who is on call in one schedule at an instant and why, with who wrote what that follows from. */
import type { Command } from 'commander'
import { addReaderOptions, createApiReader, type ServerFlags } from './api-client.ts'
import { type OnCallPerson, sayReason } from './on-call-reason.ts'
import { formatMinute, formatTable, printJson, type Terminal } from './terminal.ts'

type Made = { at: string; by: { label: string } } | null

interface Span {
  id: string
  starts_at: string
  ends_at: string
  made: Made
}

interface Override extends Span {
  mode: 'add' | 'remove' | 'replace'
  add: { name: string } | null
  remove: { name: string } | null
}

interface Why {
  at: string
  schedule: { id: string; name: string; deleted_at: string | null }
  people: OnCallPerson[]
  is_recorded: boolean
  version: { since: string | null; until: string | null; made: Made }
  overrides: Override[]
  temporary: Span | null
}

export function addWhy(schedule: Command, terminal: Terminal): void {
  const command = schedule
    .command('why <id>')
    .description(
      'Show who is on call at an instant and why: by which layer, version and override, and who wrote them. Of the past what was recorded, of deleted schedules too.',
    )
    .option('--at <instant>', 'at this instant, for example 2026-01-05T09:00:00Z (default: now)')
    .option('--json', 'print JSON')
  addReaderOptions(command).action(async (id: string, flags: ServerFlags & { at?: string; json?: boolean }) => {
    const reader = await createApiReader(command, terminal)
    const answer = await reader.get<Why>(`/schedules/${encodeURIComponent(id)}/why`, { at: flags.at })
    if (flags.json) printJson(terminal, answer)
    else terminal.print(formatWhy(answer, terminal.width))
  })
}

function formatWhy(why: Why, width: number | undefined): string {
  const { schedule, people, version, overrides, temporary } = why
  const deleted = schedule.deleted_at === null ? '' : `, which was deleted at ${formatMinute(schedule.deleted_at)}`
  const source = why.is_recorded ? 'recorded when it happened' : 'calculated from the versions'
  const rows = people.map((person) => [person.user.name, sayReason(person)])
  const since = version.since === null ? 'the first ones' : `in force since ${formatMinute(version.since)}`
  const until = version.until === null ? '' : ` until ${formatMinute(version.until)}`
  return [
    `${schedule.name}${deleted}, at ${formatMinute(why.at)}, ${source}:\n`,
    rows.length === 0 ? 'Nobody is on call.\n' : formatTable(['ON CALL', 'BY'], rows, width),
    `Layers: ${since}${until}${sayMade(version.made)}.\n`,
    ...overrides.map((each) => `Override ${each.id}: ${sayOverride(each)}, ${saySpan(each)}.\n`),
    ...(temporary ? [`Temporary schedule ${temporary.id}: ${saySpan(temporary)}.\n`] : []),
  ].join('')
}

function sayOverride({ mode, add, remove }: Override): string {
  if (mode === 'add') return `${add?.name} in addition`
  if (mode === 'remove') return `without ${remove?.name}`
  return `${add?.name} for ${remove?.name ?? 'everybody'}`
}

function saySpan({ starts_at, ends_at, made }: Span): string {
  return `from ${formatMinute(starts_at)} to ${formatMinute(ends_at)}${sayMade(made)}`
}

function sayMade(made: Made): string {
  return made === null ? '' : `, written by ${made.by.label} at ${formatMinute(made.at)}`
}
