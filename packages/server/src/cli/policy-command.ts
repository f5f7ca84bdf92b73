import type { Command } from 'commander'
import { addReaderOptions, createApiReader, type ServerFlags } from './api-client.ts'
import { formatMinute, formatTable, printJson, type Terminal } from './terminal.ts'

interface Named {
  name: string
}

/** `hours`: of a rule that counts in some hours of the week only; servers of earlier releases say nothing of it. */
interface PlannedWay {
  channel: string
  at: string
  because: string
  hours?: { days: string[]; from: string; to: string }[] | null
}

interface DryRun {
  priority: string
  urgency: string
  policy: Named | null
  muted: { because: string; reason: string; until?: string | null } | null
  is_lowered?: boolean
  maintenance?: { service: Named; window: Named; mode: 'mute' | 'low'; until: string; is_partial: boolean }[]
  is_cut: boolean
  moments: {
    kind: 'step' | 'skipped' | 'held' | 'criterion' | 'admins'
    at: string
    step: number | null
    level: string | null
    because: string
    until: string | null
    text: string | null
    people: {
      user: Named
      why: { kind: string; target: Named | null; is_next: boolean }
      pages: PlannedWay[]
    }[]
    left_out: { user: Named; because: string }[]
  }[]
}

interface DryRunFlags extends ServerFlags {
  at?: string
  service?: string
  policy?: string
  priority?: string
  alert?: string
  json?: boolean
}

export function addPolicyCommand(program: Command, terminal: Terminal): void {
  const policy = program.command('policy').description('See what escalation policies would do.')
  const command = policy
    .command('dry-run')
    .description(
      'Show who would be paged, how, when and why, if nobody answered. Nothing is written and nobody is paged.',
    )
    .option('--service <id>', 'the affected service')
    .option('--policy <id>', 'this policy instead of the one that the service has')
    .option('--priority <P1…P5>', 'of this priority')
    .option('--alert <id>', 'an alert that came, as the event rules of today would have it')
    .option('--at <instant>', 'opened at this instant: 2026-01-05T03:00:00Z (default: now)')
    .option('--json', 'print JSON')
  addReaderOptions(command).action(async (flags: DryRunFlags) => {
    const { at, service, policy: id, priority, alert } = flags
    const reader = await createApiReader(command, terminal)
    const answer = await reader.get<DryRun>('/escalation/dry-run', { at, service, policy: id, priority, alert })
    if (flags.json) return printJson(terminal, answer)
    if (answer.muted) return terminal.print(`${mutedWords(answer.muted)}\n`)
    for (const each of answer.maintenance ?? []) terminal.print(`${workWords(each)}\n`)
    if (answer.is_lowered) terminal.print('Planned work lets it count as the mildest only.\n')
    const name = answer.policy?.name ?? 'no policy: the admins are paged'
    terminal.print(`${answer.priority}, ${answer.urgency} urgency, ${name}\n`)
    const rows = answer.moments.flatMap(rowsOf)
    terminal.print(formatTable(['WHEN', 'STEP', 'LEVEL', 'WHO', 'HOW', 'WHY'], rows, terminal.width))
    if (answer.is_cut) terminal.print('It goes on.\n')
  })
}

function rowsOf({
  kind,
  at,
  step,
  level,
  people,
  left_out,
  because,
  until,
  text,
}: DryRun['moments'][number]): string[][] {
  const place = [kind === 'admins' ? 'admins' : step === null ? kind : String(step + 1), level ?? '']
  const out = left_out.map(({ user, because: why }) => [formatMinute(at), ...place, user.name, 'not paged', said(why)])
  if (kind === 'held') return [[formatMinute(at), ...place, '', '', `waits until ${formatMinute(until ?? at)}`]]
  if (kind === 'criterion') return [[formatMinute(at), ...place, '', '', text ?? said(because)]]
  if (kind === 'skipped') return [[formatMinute(at), ...place, 'nobody', '', said(because)]]
  const called = people.flatMap(({ user, why, pages }) =>
    pages.map((page) => [formatMinute(page.at), ...place, user.name, page.channel, `${whyOf(why)}${ruleOf(page)}`]),
  )
  return [...called, ...out]
}

function mutedWords({ because, reason, until }: NonNullable<DryRun['muted']>): string {
  const end = until ? ` until ${formatMinute(until)}` : ''
  return `It would page nobody${end}: ${said(because)}${reason === '' ? '' : ` (${reason})`}`
}

function workWords({ service, window, mode, until, is_partial }: NonNullable<DryRun['maintenance']>[number]): string {
  const which = is_partial ? 'Some alerts' : 'Alerts'
  const what = mode === 'mute' ? 'page nobody' : 'count as the mildest only'
  return `${which} of ${service.name} ${what} until ${formatMinute(until)} (${window.name}). What somebody declares pages as below.`
}

function whyOf({ kind, target, is_next }: DryRun['moments'][number]['people'][number]['why']): string {
  if (target === null) return kind === 'admin' ? 'an admin' : kind === 'user' ? 'by name' : kind
  if (kind === 'schedule') return `${is_next ? 'next on call' : 'on call'} in ${target.name}`
  return kind === 'team' ? `of ${target.name}` : target.name
}

/** Which of the person’s rules it was, where that depends on the hour. */
function ruleOf({ hours, because }: PlannedWay): string {
  if (!hours) return because === 'no_rule_at_this_hour' ? `; ${said(because)}` : ''
  return `; rule of ${hours.map(({ days, from, to }) => `${days.join(' ')} ${from}–${to}`).join(', ')}`
}

function said(reason: string): string {
  return reason.replaceAll('_', ' ')
}
