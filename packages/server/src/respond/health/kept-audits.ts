/** The auditor of paging as a server runs it: what it found is counted, and kept for those who look after paging. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { createPagingAuditor, type PagingAuditor } from '../audit-paging.ts'
import { insertFindings } from './paging-findings.queries.ts'

export function createKeptAuditor(deps: EngineDeps, db: Kysely<Schema>): PagingAuditor {
  return createPagingAuditor(
    deps,
    ({ findings, isWhole, tookMs }) => deps.watch.pagingAudited?.(findings, isWhole, tookMs),
    (audit, at) => insertFindings(db, audit, at),
  )
}
