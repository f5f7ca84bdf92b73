/** Finds the alert that rules are tried on: one that came in, a request that is kept, or a body that somebody pasted. */
import { findInAdapter } from '@tocsin/adapters/in/registry.ts'
import type { RuledSignal } from '@tocsin/core/detect/rules/rule-subject.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import type { Directory, Source } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { adapterOf, readBody } from '../source-preview.routes.ts'
import type { RuleTestBody } from './rule-test.schema.ts'

export interface Subject {
  source: Source
  /** All that the body holds. */
  signals: Pick<Signal, 'title' | 'state'>[]
  /** Undefined when there is none: then `problems` say why. */
  signal?: RuledSignal
  problems: string[]
}

/** Undefined when what is asked for is not there. */
export async function findSubject(
  db: Kysely<Schema>,
  directory: Directory,
  body: RuleTestBody,
  at: Instant,
): Promise<Subject | undefined> {
  if (body.alert !== undefined) return subjectOfAlert(db, directory, body.alert)
  if (body.delivery !== undefined) return subjectOfDelivery(db, directory, body, body.delivery)
  const source = body.source === undefined ? undefined : directory.sources.get(body.source as SourceId)
  const { payload = '', encoding, content_type } = body
  return source && readSubject(source, { payload, encoding, content_type }, body, at)
}

async function subjectOfAlert(db: Kysely<Schema>, directory: Directory, id: string): Promise<Subject | undefined> {
  const row = await db.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirst()
  const source = row && directory.sources.get(row.source_id as SourceId)
  if (!row || !source) return undefined
  const signal: RuledSignal = {
    ...{ key: row.key, title: row.title, labels: row.labels, annotations: row.annotations },
    severity: row.severity as SourceSeverity,
    receivedAt: row.received_at as Instant,
    ...(row.description !== null && { description: row.description }),
    ...(row.link !== null && { link: row.link }),
    ...(row.record_only !== null && { recordOnly: row.record_only as NonNullable<RuledSignal['recordOnly']> }),
  }
  return { source, signal, signals: [{ title: row.title, state: row.state as Signal['state'] }], problems: [] }
}

async function subjectOfDelivery(
  db: Kysely<Schema>,
  directory: Directory,
  body: RuleTestBody,
  id: string,
): Promise<Subject | undefined> {
  const row = await db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst()
  const source = row && directory.sources.get(row.source_id as SourceId)
  if (!row || !source) return undefined
  const given = {
    payload: row.body,
    encoding: row.encoding as 'utf8' | 'base64',
    content_type: row.content_type,
    ...(row.headers && { headers: row.headers }),
  }
  return readSubject(source, given, body, row.received_at as Instant, row.door)
}

async function readSubject(
  source: Source,
  given: Parameters<typeof readBody>[2],
  { signal: wanted }: RuleTestBody,
  at: Instant,
  door?: string,
): Promise<Subject> {
  const adapter = (door === undefined ? undefined : findInAdapter(door)) ?? adapterOf(source)
  if (!adapter) return { source, signals: [], problems: [`sources of the system ${source.system} read no bodies`] }
  const { signals, problems } = await readBody(adapter, source, given, at)
  const chosen = signals[wanted]
  return {
    ...{ source, signals: signals.map(({ title, state }) => ({ title, state })) },
    problems: chosen || problems.length > 0 ? problems : ['the body holds no such alert'],
    ...(chosen && { signal: ruledOf(chosen, at) }),
  }
}

function ruledOf(signal: Signal, receivedAt: Instant): RuledSignal {
  const { key, title, labels, annotations, severity, description, link, isTest } = signal
  const recordOnly = isTest ? 'test_notification' : signal.recordOnly
  return {
    ...{ key, title, labels, annotations, severity, receivedAt },
    ...(description !== undefined && { description }),
    ...(link !== undefined && { link }),
    ...(recordOnly && { recordOnly }),
  }
}
