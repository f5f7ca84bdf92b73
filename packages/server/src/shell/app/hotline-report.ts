/** Reports of the hot line go the way of the portal: where the respond step meets the record step. */
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { type ReportDeps, takeReport } from '../../record/portal/take-report.ts'
import type { HotlineReport } from '../../respond/callbacks/hotline-report.ts'

export function createHotlineReport(deps: ReportDeps): (report: HotlineReport) => Promise<IncidentId> {
  return async (report) => {
    const known = report.service !== undefined && deps.engine.directory.latest().services.has(report.service)
    const { answer } = await takeReport(deps, {
      ...{ ...report, service: known ? report.service : undefined },
      ...{ scope: 'department', symptoms: ['other'] },
    })
    assert(!('rejected' in answer), 'a report that joins nothing is not refused')
    return answer.incident
  }
}
