/**
 * A service that pages somebody, made of two names: a team with whoever asks in it, a schedule on which they are on call, a policy
 * that is the ladder of the procedure, and the service. All of it is ordinary configuration, to be changed like any other.
 */
import { present } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Level } from '@tocsin/core/kernel/scales.ts'
import { checkService, serviceInput, serviceKind, serviceRow } from '../../lake/service-configuration.ts'
import { policyInput, policyKind, policyRow } from '../../people/policy-configuration.ts'
import { scheduleInput, scheduleKind, scheduleRow } from '../../people/schedule-configuration.ts'
import { teamInput, teamKind, teamRow } from '../../people/team-configuration.ts'
import { actorOf, type PersonPrincipal, type Principal } from '../auth/principal.ts'
import { changeConfiguration, type Editor } from '../config/change-configuration.ts'
import type { ConfigDb } from '../config/config-kind.ts'
import { loadCurrentConfiguration, referencesOf } from '../config/file/current-configuration.ts'
import type { FirstServiceBody } from './first-run.schema.ts'

/** How long each level has before the next one is called; those for whom nobody is named are left out at once. */
const LADDER: readonly { level: Level; after: string }[] = [
  { level: 'L1', after: '0m' },
  { level: 'L2', after: '5m' },
  { level: 'L3', after: '10m' },
  { level: 'management', after: '15m' },
]
const REPEAT_AFTER = '5m'
const ID_CHARS_MAX = 50

interface Asked {
  body: FirstServiceBody
  principal: PersonPrincipal & Principal
  at: Instant
}

export function makeFirstService(db: ConfigDb, { body, principal, at }: Asked) {
  return changeConfiguration(db, { actor: actorOf(principal), at }, async (editor) => {
    const before = await loadCurrentConfiguration(editor.db)
    const name = body.service.trim()
    if (before.services.some((each) => isSameName(each.name, name)))
      editor.reject('already_exists', { field: 'service' })
    const team = before.teams.find((each) => isSameName(each.name, body.team.trim()))
    const teamId = team?.id ?? freeId(body.team, 'team', idsOf(before.teams, before.schedules, before.policies))
    if (!team) await makeTeam(editor, { id: teamId, name: body.team.trim(), principal, at })
    const policy = await ensurePolicy(editor, { id: teamId, name: team?.name ?? body.team.trim(), principal, at })
    const input = serviceInput.parse({
      id: freeId(name, 'service', idsOf(before.services)),
      name,
      ...{ team: teamId, policy },
    })
    const problems = checkService(input, referencesOf(await loadCurrentConfiguration(editor.db)))
    if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
    await editor.put(serviceKind, serviceRow(input))
    return input.id
  })
}

interface Thing extends Pick<Asked, 'principal' | 'at'> {
  id: string
  name: string
}

async function makeTeam(editor: Editor, { id, name, principal }: Thing): Promise<void> {
  const references = referencesOf(await loadCurrentConfiguration(editor.db))
  await editor.put(teamKind, teamRow(teamInput.parse({ id, name, members: [principal.id] }), references))
}

/** Whoever is on call is the service desk, the team is the technical team; who stands above them nobody can guess. */
function targetsOf(level: Level, id: string): { schedule?: string; team?: string }[] {
  if (level === 'L1') return [{ schedule: id }]
  return level === 'L2' ? [{ team: id }] : []
}

/** The policy of a team that is there stays what it is. */
async function ensurePolicy(editor: Editor, { id, name, principal, at }: Thing): Promise<string> {
  if (await policyKind.find(editor.db, id)) return id
  if (!(await scheduleKind.find(editor.db, id))) {
    const references = referencesOf(await loadCurrentConfiguration(editor.db))
    const layer = {
      ...{ zone: principal.zone, every: '1 week', handoff: 'Mon 09:00', people: [principal.id] },
      start: mondayBefore(at, principal.zone),
    }
    const input = scheduleInput.parse({ id, name, zone: principal.zone, layers: [layer] })
    await editor.put(scheduleKind, scheduleRow(input, undefined, { references, at }))
  }
  const steps = LADDER.map(({ level, after }) => ({ level, after, page: targetsOf(level, id) }))
  const input = policyInput.parse({ id, name, repeat: 2, repeat_after: REPEAT_AFTER, steps, criteria: 'standard' })
  const references = referencesOf(await loadCurrentConfiguration(editor.db))
  await editor.put(policyKind, policyRow(input, undefined, references))
  return id
}

/** Last week’s Monday: nobody is on call before the first handoff, and it must not lie ahead anywhere. */
function mondayBefore(at: Instant, zone: string): string {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
  return today.subtract({ days: today.dayOfWeek + 6 }).toString()
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function idsOf(...things: readonly (readonly { id: string }[])[]): Set<string> {
  return new Set(things.flat().map(({ id }) => id))
}

/** `Payment API` → `payment-api`; what no id can be made of, e.g. a name in kanji, is called after its kind. */
function freeId(name: string, kind: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, ID_CHARS_MAX)
    .replace(/^-+|-+$/g, '')
  const base = plain === '' ? kind : plain
  const candidates = [base, ...Array.from({ length: taken.size + 1 }, (_, index) => `${base}-${index + 2}`)]
  return present(
    candidates.find((id) => !taken.has(id)),
    'more candidates than ids',
  )
}
