import type { Command } from 'commander'
import { addReaderOptions, createApiReader, type ServerFlags } from './api-client.ts'
import { type OnCallPerson, sayReason } from './on-call-reason.ts'
import { formatMinute, formatTable, printJson, type Terminal } from './terminal.ts'

interface OnCall {
  schedule: { id: string; name: string }
  people: OnCallPerson[]
  recorded?: { since: string; because: string; is_filled_in: boolean; layers_since: string | null }
  until: string | null
  next: { people: { user: { name: string } }[] } | null
}

type OnCallFlags = ServerFlags & { at?: string; schedule?: string; user?: string; json?: boolean }

export function addOnCallCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('on-call')
    .description('Show who is on call, for every schedule.')
    .option('--at <instant>', 'at another instant, and why; of the past what was recorded: 2026-01-05T09:00:00Z')
    .option('--schedule <id>', 'of one schedule')
    .option('--user <person>', 'only where this person is on call (id or mail address)')
    .option('--json', 'print JSON')
  addReaderOptions(command).action(async (flags: OnCallFlags) => {
    const { at, schedule, user } = flags
    const reader = await createApiReader(command, terminal)
    const answer = await reader.get<{ items: OnCall[] }>('/on-call', { at, schedule, user })
    if (flags.json) return printJson(terminal, answer)
    if (answer.items.length === 0) return terminal.print('There is no such schedule.\n')
    if (at !== undefined) return terminal.print(explain(answer.items, terminal.width))
    const rows = answer.items.map((each) => [
      ...[each.schedule.name, namesOf(each.people), each.until === null ? 'no change ahead' : formatMinute(each.until)],
      each.next ? namesOf(each.next.people) : '',
    ])
    terminal.print(formatTable(['SCHEDULE', 'ON CALL', 'UNTIL', 'THEN'], rows, terminal.width))
  })
}

/** Who was on call at an instant, by what, and how we know. */
function explain(items: readonly OnCall[], width: number | undefined): string {
  const rows = items.map(({ schedule, people, until, recorded }) => [
    ...[schedule.name, namesOf(people), people.map(sayReason).join('; ')],
    recorded ? formatMinute(recorded.since) : '',
    until === null ? '' : formatMinute(until),
    recorded === undefined ? 'calculated' : recorded.is_filled_in ? 'recorded afterwards' : 'recorded',
  ])
  return formatTable(['SCHEDULE', 'ON CALL', 'WHY', 'SINCE', 'UNTIL', 'SOURCE'], rows, width)
}

function namesOf(people: readonly { user: { name: string } }[]): string {
  return people.map(({ user }) => user.name).join(', ') || 'nobody'
}
