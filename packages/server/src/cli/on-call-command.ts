import type { Command } from 'commander'
import { addReaderOptions, createApiReader, type ServerFlags } from './api-client.ts'
import { formatMinute, formatTable, printJson, type Terminal } from './terminal.ts'

interface OnCall {
  schedule: { id: string; name: string }
  people: { user: { name: string } }[]
  until: string | null
  next: { people: { user: { name: string } }[] } | null
}

type OnCallFlags = ServerFlags & { at?: string; schedule?: string; user?: string; json?: boolean }

export function addOnCallCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('on-call')
    .description('Show who is on call, for every schedule.')
    .option('--at <instant>', 'at another instant, for example 2026-01-05T09:00:00Z')
    .option('--schedule <id>', 'of one schedule')
    .option('--user <person>', 'only where this person is on call (id or mail address)')
    .option('--json', 'print JSON')
  addReaderOptions(command).action(async (flags: OnCallFlags) => {
    const { at, schedule, user } = flags
    const reader = await createApiReader(command, terminal)
    const answer = await reader.get<{ items: OnCall[] }>('/on-call', { at, schedule, user })
    if (flags.json) return printJson(terminal, answer)
    if (answer.items.length === 0) return terminal.print('There is no such schedule.\n')
    const rows = answer.items.map((each) => [
      ...[each.schedule.name, namesOf(each.people), each.until === null ? 'no change ahead' : formatMinute(each.until)],
      each.next ? namesOf(each.next.people) : '',
    ])
    terminal.print(formatTable(['SCHEDULE', 'ON CALL', 'UNTIL', 'THEN'], rows, terminal.width))
  })
}

function namesOf(people: readonly { user: { name: string } }[]): string {
  return people.map(({ user }) => user.name).join(', ') || 'nobody'
}
