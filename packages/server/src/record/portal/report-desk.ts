/** What pages and API of the portal share: who may come in, what they may do, and what becomes of it. */
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { IncidentId, Instant, ReportId, ServiceId } from '@tocsin/core/kernel/brand.ts'
import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { ReportState } from '@tocsin/core/kernel/report.ts'
import { isFinal } from '@tocsin/core/kernel/scales.ts'
import type { Service } from '@tocsin/core/people/directory.ts'
import type { FastifyRequest } from 'fastify'
import type { PersonPrincipal } from '../../shell/auth/principal.ts'
import { insertAttachment } from '../attachment.queries.ts'
import { attachmentPath, nameInNote } from '../attachment-name.ts'
import { sniffImage } from '../image-type.ts'
import type { FormFile } from './form-body.ts'
import { findCurrent, portalOf, reportableServices } from './portal.ts'
import type { PortalGuard } from './portal-guard.ts'
import { type NewReport, type ReportDeps, type TakenReport, takeReport, tellMore } from './take-report.ts'

export interface PortalDeps extends ReportDeps {
  guard: PortalGuard
  /** Whoever has signed in; undefined for strangers. A cookie is enough: forms of the portal have a proof of their own. */
  findPerson(request: FastifyRequest): Promise<PersonPrincipal | undefined>
  refuseForeignOrigin(request: FastifyRequest): void
  /** Whether the disk is so full that taking more would be a promise that cannot be kept. */
  isStorageFull(): boolean
}

/** Whether somebody may report: `sign_in` when they would have to be known. */
export function admitReporter(
  { engine }: Pick<PortalDeps, 'engine'>,
  person: PersonPrincipal | undefined,
): 'in' | 'closed' | 'sign_in' {
  const { mode } = portalOf(engine.directory.latest())
  if (mode === 'off') return 'closed'
  return mode === 'signed_in' && !person ? 'sign_in' : 'in'
}

export function findReportable({ engine }: Pick<PortalDeps, 'engine'>, id: string): Service | undefined {
  return reportableServices(engine.directory.latest()).find((service) => service.id === id)
}

export interface ReportInput extends Omit<NewReport, 'id' | 'isVerified' | 'service' | 'email' | 'name'> {
  service: ServiceId | undefined
  name: string | undefined
  email: string | undefined
  files: readonly FormFile[]
}

/** Takes a report, once: what is sent again by a second press, to whichever node, is the same. */
export async function fileReport(
  deps: PortalDeps,
  id: ReportId,
  { files, ...input }: ReportInput,
  person: PersonPrincipal | undefined,
): Promise<TakenReport | { rejected: Rejection }> {
  const who = person ? { name: person.name, email: input.email ?? person.email } : {}
  const { answer, isRepeated } = await takeReport(deps, { ...input, ...who, id, isVerified: person !== undefined })
  if ('rejected' in answer || isRepeated) return answer
  const name = person?.name ?? input.name
  await attach(deps, { incident: answer.incident, report: id, ...(name && { name }) }, files, '')
  return answer
}

/** Why nothing can be added to a report any more, if so: nobody would read it, or it could not be kept. */
export function whyNothingMore(
  deps: Pick<PortalDeps, 'engine' | 'isStorageFull'>,
  current: IncidentState,
): 'portal_closed' | 'incident_final' | 'storage_full' | undefined {
  if (portalOf(deps.engine.directory.latest()).mode === 'off') return 'portal_closed'
  if (isFinal(current.status)) return 'incident_final'
  return deps.isStorageFull() ? 'storage_full' : undefined
}

/** Text and pictures that come later, as a note of theirs. Undefined when there is nothing in it. */
export async function attach(
  deps: PortalDeps,
  about: { incident: IncidentId; report: ReportId; name?: string },
  files: readonly FormFile[],
  text: string,
): Promise<{ rejected: Rejection } | undefined> {
  const at = deps.engine.clock.now()
  const pictures: string[] = []
  for (const file of files) {
    const path = await keepPicture(deps, about, file, at)
    if (path !== undefined) pictures.push(`![${nameInNote(file.name)}](${path})`)
  }
  const note = [text, ...pictures].filter((part) => part !== '').join('\n\n')
  if (note === '') return undefined
  const outcome = await tellMore(deps, about, { text: note })
  return 'rejected' in outcome ? outcome : undefined
}

/** Strangers fill no disk: what one report may bring, however often they come back. */
const PICTURES_PER_REPORT_MAX = 4 * LIMITS.reportAttachmentsMax

/** Undefined when the incident, or the report, holds its maximum of them. */
async function keepPicture(
  { db, engine }: PortalDeps,
  { incident, report }: { incident: IncidentId; report: ReportId },
  file: FormFile,
  at: Instant,
): Promise<string | undefined> {
  const mediaType = sniffImage(file.content)
  if (!mediaType) return undefined
  const id = engine.ids.next()
  const uploadedBy = `reporter ${report}`
  const { count } = await db
    .selectFrom('attachments')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('incident_id', '=', incident)
    .where('uploaded_by', '=', uploadedBy)
    .executeTakeFirstOrThrow()
  if (Number(count) >= PICTURES_PER_REPORT_MAX) return undefined
  const picture = { id, incident, name: nameInNote(file.name), mediaType, content: file.content, uploadedBy, at }
  const written = await insertAttachment(db, picture, LIMITS.attachmentsPerIncidentMax)
  return written === 'written' ? attachmentPath(incident, id) : undefined
}

export interface FoundReport {
  report: ReportState
  /** Where it goes on: of one that was merged the incident that took it. */
  current: IncidentState
  /** The one that knows the report: that incident, but where it was merged before reports came along. */
  keeper: IncidentId
}

/** The report of a link; undefined when there is none any more. */
export async function findReport(
  deps: Pick<PortalDeps, 'db'>,
  { incident, report }: { incident: IncidentId; report: ReportId },
): Promise<FoundReport | undefined> {
  const row = await deps.db.selectFrom('incidents').select('state').where('id', '=', incident).executeTakeFirst()
  const own = (row?.state as IncidentState | undefined)?.reports?.[report]
  const current = await findCurrent(deps.db, incident)
  if (!current) return undefined
  const there = current.reports?.[report]
  if (there) return { report: there, current, keeper: current.id }
  return own && { report: own, current, keeper: incident }
}
