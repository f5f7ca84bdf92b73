/** Taking reports: what people without an account say becomes facts of an incident, which is opened or joined by the ordinary way. */
import type { Outcome } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { ContactId, IncidentId, Instant, PageId, ReportId, ServiceId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import { utcYear } from '@tocsin/core/kernel/instant.ts'
import type { ReportSymptom } from '@tocsin/core/kernel/report.ts'
import type { Scope, Severity } from '@tocsin/core/kernel/scales.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { type Done, doOnce } from '../../shell/engine/do-once.ts'
import { formatIncidentId } from '../../shell/engine/incident-number.ts'
import { runCommand, transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import type { Secrets } from '../../shell/secrets/secrets.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { isJoinable, portalOf } from './portal.ts'
import { takeMail } from './portal-mail.queries.ts'
import type { PortalLocale } from './words.ts'

export interface ReportDeps {
  db: Kysely<Schema>
  engine: EngineDeps
  secrets: Pick<Secrets, 'mac' | 'isMac'>
}

export interface NewReport {
  id: ReportId
  /** An incident that others have already; without one, or when it is over, a new one is opened. */
  join?: IncidentId | undefined
  service?: ServiceId | undefined
  scope: Scope
  symptoms: ReportSymptom[]
  /** Where it is settled how bad it is, whoever says it; absent: the symptoms and who they are decide. */
  severity?: Severity | undefined
  text: string
  since?: Instant | undefined
  name?: string | undefined
  email?: string | undefined
  locale: PortalLocale
  /** They have signed in. */
  isVerified: boolean
}

export interface TakenReport {
  incident: IncidentId
  isJoined: boolean
  /** `too_many`: their address got so many mails of the portal lately that it gets no further one now. */
  mail: 'queued' | 'none' | 'too_many'
}

export function reporterOf({ id, name }: Pick<NewReport, 'id' | 'name'>): Actor {
  return { kind: 'reporter', id, ...(name && { name }) }
}

/**
 * One transaction: the incident, the report, and the mail to whoever reported it. A report that is sent again, by a second press or to another
 * node, gets the answer of the first.
 */
export function takeReport(
  { engine, secrets }: ReportDeps,
  report: NewReport,
): Promise<Done<TakenReport | { rejected: Rejection }>> {
  return transact(engine, (unit) =>
    doOnce(unit, { purpose: 'report', key: report.id }, async () => {
      const placed = await place(unit, report)
      return 'rejected' in placed ? placed : { ...placed, mail: await mail({ unit, secrets }, placed.incident, report) }
    }),
  )
}

async function place(unit: UnitOfWork, report: NewReport): Promise<Placed | { rejected: Rejection }> {
  const joined = report.join && (await join(unit, report.join, report))
  return joined || { incident: await open(unit, report), isJoined: false }
}

type Placed = Omit<TakenReport, 'mail'>

/** Undefined when it is over meanwhile, or was never theirs to join: then theirs is a problem of its own. */
async function join(
  unit: UnitOfWork,
  incident: IncidentId,
  report: NewReport,
): Promise<Placed | { rejected: Rejection } | undefined> {
  await unit.load([incident])
  const state = unit.state(incident)
  if (!state || !isJoinable(state, unit.directory)) return undefined
  const outcome = add(unit, incident, report)
  return 'rejected' in outcome ? outcome : { incident, isJoined: true }
}

async function open(unit: UnitOfWork, report: NewReport): Promise<IncidentId> {
  const { scope, symptoms, text, service, since } = report
  const year = utcYear(unit.at)
  const id = formatIncidentId(year, await unit.tx.allocateIncidentNumbers(year, 1))
  const name = service && unit.directory.services.get(service)?.name
  const words = symptoms.map((symptom) => SYMPTOM_WORDS[symptom]).join(', ')
  const opened = unit.run(
    id,
    {
      type: 'OpenIncident',
      ...{ id, scope, title: name ? `${name}: ${words}` : `Reported: ${words}` },
      ...(text !== '' && { description: text }),
      ...{ symptoms: words, incidentType: 'operational', detectionMethod: 'user_report' },
      services: service ? [service] : [],
      severity: report.severity ?? (needsTriage(unit, report) ? 'low' : worstOf(symptoms)),
      occurredAt: Math.min(since ?? unit.at, unit.at) as Instant,
      ...{ detectedAt: unit.at, alerts: [], because: 'reported' },
    },
    reporterOf(report),
  )
  assert(!('rejected' in opened), `a new incident ${id} is not refused`)
  const added = add(unit, id, report)
  assert(!('rejected' in added), `the first report of ${id} is not refused`)
  return id
}

function add(unit: UnitOfWork, incident: IncidentId, report: NewReport): Outcome {
  const { id, scope, symptoms, text, isVerified } = report
  return unit.run(
    incident,
    {
      type: 'AddReport',
      ...{ report: id, scope, symptoms },
      ...(text !== '' && { text }),
      ...(isVerified && { isVerified: true }),
      ...(needsTriage(unit, report) && { needsTriage: true }),
    },
    reporterOf(report),
  )
}

/** Whoever is not known is believed later, where the organisation wants it so: pages are not urgent until somebody has looked. */
function needsTriage(unit: UnitOfWork, { isVerified, severity }: NewReport): boolean {
  return severity === undefined && portalOf(unit.directory).needsTriage && !isVerified
}

/** As the timeline tells them; the portal has words of its own in every language. */
const SYMPTOM_WORDS: Record<ReportSymptom, string> = {
  unavailable: 'not available',
  slow: 'slow',
  errors: 'shows errors',
  sign_in: 'nobody can sign in',
  wrong_data: 'wrong or missing data',
  other: 'another problem',
}
const SEVERITY_OF: Record<ReportSymptom, Severity> = {
  unavailable: 'high',
  sign_in: 'high',
  errors: 'medium',
  slow: 'medium',
  wrong_data: 'medium',
  other: 'low',
}

function worstOf(symptoms: readonly ReportSymptom[]): Severity {
  const all = symptoms.map((symptom) => SEVERITY_OF[symptom])
  return (['high', 'medium'] as const).find((each) => all.includes(each)) ?? 'low'
}

/** In the transaction of the report, in a class of its own: no page ever waits for it. */
async function mail(
  { unit, secrets }: { unit: UnitOfWork; secrets: ReportDeps['secrets'] },
  incident: IncidentId,
  { id, email, name, locale }: NewReport,
): Promise<TakenReport['mail']> {
  const state = unit.state(incident)
  if (email === undefined || !state) return 'none'
  if (!(await takeMail(connectionOf(unit.tx), secrets, { report: id, email, at: unit.at }))) return 'too_many'
  unit.addSend({
    key: `report/${id}`,
    ...{ class: 'report', incident, due: unit.at, requestedAt: unit.at },
    message: {
      ...{ kind: 'notice', page: `report/${id}` as PageId, incident, user: '' as UserId },
      target: { contact: 'report' as ContactId, channel: 'email', to: email },
      ...{ urgency: 'low', title: state.record.title, priority: state.priority.priority, services: [] },
      ...{ because: 'reported', signalReceivedAt: unit.at, requestedAt: unit.at, isFirstCall: false },
      report: { id, locale, ...(name && { name }) },
    },
  })
  return 'queued'
}

/** Details, a verdict, a proof of the address: each about one report, which the incident knows. */
export async function tellMore(
  { engine }: Pick<ReportDeps, 'engine'>,
  { incident, report, name }: { incident: IncidentId; report: ReportId; name?: string },
  word: { text: string } | { isFixed: boolean; text: string } | { isVerified: true },
): Promise<Outcome> {
  const actor = reporterOf({ id: report, name })
  if ('isVerified' in word) return runCommand(engine, incident, { type: 'VerifyReport', report }, actor)
  const { text } = word
  if (!('isFixed' in word)) return runCommand(engine, incident, { type: 'AddNote', text }, actor)
  return runCommand(engine, incident, { type: 'JudgeFix', report, isFixed: word.isFixed, ...(text && { text }) }, actor)
}
