import type { Command } from 'commander'
import { addReaderOptions, addServerOptions, createApiClient, createApiReader, type ServerFlags } from './api-client.ts'
import { CommandFailure, type ExitCode } from './exit-codes.ts'
import { formatMinute, formatTable, printJson, type Terminal } from './terminal.ts'

interface Incident {
  id: string
  title: string
  status: string
  priority: string
  services: { id: string; name: string }[]
  owner: { name: string } | null
  alerts_count: number
  recorded_at: string
  [field: string]: unknown
}

interface QueryHint {
  field: string
  word: string
  nearest: string | null
}

interface IncidentList {
  items: Incident[]
  next: string | null
  /** Older servers give none. */
  hints?: QueryHint[]
}

interface Fact {
  at: string
  actor: { label: string }
  sentence: string
}

interface ListFlags extends ServerFlags {
  query?: string
  order?: string
  status?: string
  priority?: string
  service?: string
  owner?: string
  search?: string
  all?: boolean
  limit: string
  json?: boolean
}

const WORKING = 'open,acknowledged,mitigated,verifying'
const FACTS_PER_PAGE = '200'
const FACT_PAGES_MAX = 20

export function addIncidentCommand(program: Command, terminal: Terminal): void {
  const incident = program.command('incident').description('See incidents and act on them, over the API of a server.')
  addList(incident, terminal)
  addShow(incident, terminal)
  addAction(incident, terminal, {
    name: 'ack',
    path: 'acknowledge',
    summary: 'Acknowledge incidents: you have them, the paging stops.',
  })
  addAction(incident, terminal, {
    ...{ name: 'resolve', path: 'resolve', summary: 'Resolve incidents.' },
    option: ['--note <text>', 'what was done'],
    body: ({ note }) => ({ note }),
  })
  addAction(incident, terminal, {
    ...{ name: 'close', path: 'close', summary: 'Close resolved incidents.' },
    option: ['--reason <text>', 'why; it is required'],
    body: ({ reason }) => ({ reason }),
  })
  addDeclare(incident, terminal)
}

function addList(incident: Command, terminal: Terminal): void {
  const command = incident
    .command('list')
    .description('List incidents; without --query, --status or --all those that somebody still has to work on.')
    .option('--query <filter>', 'a filter, for example "is:active priority:P1,P2 -service:shop since:7d disk"')
    .option('--status <list>', 'open, acknowledged, mitigated, verifying, resolved, closed, …, separated by commas')
    .option('--priority <list>', 'P1 to P5, separated by commas')
    .option('--service <id>', 'of one service')
    .option('--owner <person>', 'of one person (id or mail address), "me" or "none"')
    .option('--search <words>', 'words in the title')
    .option('--all', 'also those that are over')
    .option('--order <field>', 'recorded_at, updated_at, priority, status or service; - before it the other way round')
    .option('--limit <number>', 'how many at most, up to 200', '50')
    .option('--json', 'print JSON')
  addReaderOptions(command).action(async (flags: ListFlags) => {
    const reader = await createApiReader(command, terminal)
    const isNarrowed = flags.query !== undefined || flags.all === true
    const list = await reader.get<IncidentList>('/incidents', {
      ...{ query: flags.query, status: flags.status ?? (isNarrowed ? undefined : WORKING), priority: flags.priority },
      ...{ service: flags.service, owner: flags.owner, q: flags.search, limit: flags.limit, order: flags.order },
    })
    for (const hint of list.hints ?? []) terminal.say(formatHint(hint))
    if (flags.json) return printJson(terminal, list)
    if (list.items.length === 0) return terminal.print('No incidents.\n')
    terminal.print(formatIncidents(list.items, terminal))
    if (list.next !== null) terminal.say(`There are more: raise --limit, or narrow the list.\n`)
  })
}

function formatHint({ field, word, nearest }: QueryHint): string {
  return `There is no ${field} “${word}”.${nearest === null ? '' : ` Did you mean “${nearest}”?`}\n`
}

function formatIncidents(items: readonly Incident[], { width }: Terminal): string {
  const rows = items.map((each) => [
    ...[each.id, each.priority, each.status, formatMinute(each.recorded_at), each.owner?.name ?? '–'],
    ...[each.alerts_count, each.services.map(({ name }) => name).join(', '), each.title],
  ])
  return formatTable(
    ['INCIDENT', 'PRIORITY', 'STATUS', 'RECORDED', 'OWNER', 'ALERTS', 'SERVICES', 'TITLE'],
    rows,
    width,
  )
}

function addShow(incident: Command, terminal: Terminal): void {
  const command = incident
    .command('show')
    .description('Show an incident with its timeline.')
    .argument('<id>', 'for example INC-2026-000123')
    .option('--json', 'print JSON')
  addReaderOptions(command).action(async (id: string, flags: ServerFlags & { json?: boolean }) => {
    const client = await createApiReader(command, terminal)
    const path = `/incidents/${encodeURIComponent(id)}`
    const shown = await client.get<Incident>(path)
    const facts: Fact[] = []
    let cursor: string | undefined
    for (let page = 0; page < FACT_PAGES_MAX; page++) {
      const { items, next } = await client.get<{ items: Fact[]; next: string | null }>(`${path}/facts`, {
        ...{ limit: FACTS_PER_PAGE, cursor },
      })
      facts.push(...items)
      if (next === null) break
      cursor = next
    }
    if (flags.json) return printJson(terminal, { incident: shown, facts })
    terminal.print(formatIncident(shown))
    terminal.print(
      `\n${formatTable(
        ['AT', 'WHO', 'WHAT'],
        facts.map(({ at, actor, sentence }) => [formatMinute(at), actor.label, sentence]),
        terminal.width,
      )}`,
    )
  })
}

function formatIncident(shown: Incident): string {
  const services = shown.services.map(({ name }) => name).join(', ')
  const stages = ['occurred', 'detected', 'recorded', 'acknowledged', 'mitigated', 'resolved', 'closed']
  const times = stages.flatMap((stage) => {
    const at = shown[`${stage}_at`]
    return typeof at === 'string' ? [[stage, formatMinute(at)]] : []
  })
  const rows = [
    ...[
      ['status', shown.status],
      ['priority', shown.priority],
      ['owner', shown.owner?.name ?? 'nobody'],
    ],
    ...[
      ['services', services || 'none'],
      ['alerts', shown.alerts_count],
    ],
    ...times,
  ]
  return `${shown.id}  ${shown.title}\n\n${rows.map(([name, value]) => `  ${String(name).padEnd(14)}${value}\n`).join('')}`
}

type ActionFlags = ServerFlags & { note?: string; reason?: string; json?: boolean }

interface Action {
  name: string
  path: string
  summary: string
  option?: [flags: string, description: string]
  body?: (flags: ActionFlags) => object
}

/** Acts on each incident, also when one of them refuses; the worst outcome is the exit code. */
function addAction(incident: Command, terminal: Terminal, { name, path, summary, option, body }: Action): void {
  const command = incident.command(name).description(summary).argument('<id...>', 'for example INC-2026-000123')
  if (option) command.option(...option)
  command.option('--json', 'print JSON')
  addServerOptions(command).action(async (ids: string[], flags: ActionFlags) => {
    const client = createApiClient(flags, terminal)
    const results: { incident: Incident; because: string }[] = []
    const failures: { id: string; exitCode: ExitCode; message: string }[] = []
    for (const id of ids) {
      const acting = client.post<{ incident: Incident; because: string }>(
        `/incidents/${encodeURIComponent(id)}/${path}`,
        body?.(flags),
      )
      const result = await acting.catch((error: unknown) => {
        if (!(error instanceof CommandFailure)) throw error
        failures.push({ id, exitCode: error.exitCode, message: error.message })
      })
      if (result) results.push(result)
    }
    if (flags.json) printJson(terminal, results)
    else
      for (const { incident: after, because } of results)
        terminal.print(`${after.id} is ${after.status} (${because.replaceAll('_', ' ')})\n`)
    const [worst] = failures
    if (worst)
      throw new CommandFailure(worst.exitCode, failures.map(({ id, message }) => `${id}: ${message}`).join('\n'))
  })
}

function addDeclare(incident: Command, terminal: Terminal): void {
  const command = incident
    .command('declare')
    .description("Declare an incident; whoever its services' policy names is paged.")
    .argument('<title>', 'one line, for example "Checkout answers slowly"')
    .option('--service <id...>', 'the services that are affected')
    .option('--severity <severity>', 'high, medium or low', 'high')
    .option('--scope <scope>', 'individual, department or company_wide', 'department')
    .option('--description <text>', 'what is known')
    .option('--json', 'print JSON')
  addServerOptions(command).action(
    async (
      title: string,
      flags: ServerFlags & {
        service?: string[]
        severity: string
        scope: string
        description?: string
        json?: boolean
      },
    ) => {
      const { service, severity, scope, description } = flags
      const body = {
        title,
        severity,
        scope,
        ...(service && { services: service }),
        ...(description && { description }),
      }
      const declared = await createApiClient(flags, terminal).post<Incident>('/incidents', body)
      if (flags.json) return printJson(terminal, declared)
      terminal.print(`${declared.id} is ${declared.status}, ${declared.priority}\n`)
    },
  )
}
