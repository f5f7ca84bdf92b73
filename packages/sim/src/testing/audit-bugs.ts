/** Deliberate bugs that only the auditor of paging sees, and one that shows what it would be without it. */
import type { WakeKind } from '@tocsin/server/shell/store/store.ts'
import { type Bug, everyNth, inTransactions } from './bugs.ts'

function losing(kind: WakeKind, n: number, isAuditOff = false): Bug['create'] {
  return () => {
    const isLost = everyNth(n)
    return inTransactions((tx) => ({
      saveWakes: (rows) => tx.saveWakes(rows.filter((row) => row.kind !== kind || !isLost())),
      ...(isAuditOff && { findSuspects: async () => ({ ids: [], next: null }) }),
    }))
  }
}

export const AUDIT_BUGS: readonly Bug[] = [
  {
    what: 'an auditor that is off, while wakes of escalations are lost',
    law: 'law 3',
    create: losing('EscalationStepDue', 4, true),
  },
  {
    what: 'a wake of an escalation that is lost, as the auditor finds it',
    law: 'no bugs',
    create: losing('EscalationStepDue', 4),
  },
  {
    what: 'a lost end of an acknowledgement, as the auditor finds it',
    law: 'no bugs',
    create: losing('AcknowledgementDue', 1),
  },
  { what: 'a lost time of a criterion, as the auditor finds it', law: 'no bugs', create: losing('CriteriaDue', 1) },
  {
    what: 'a page that was forgotten, as the auditor finds it',
    law: 'no bugs',
    create() {
      const isForgotten = everyNth(4)
      return inTransactions((tx) => ({
        addSends: (rows) => tx.addSends(rows.filter((row) => row.class !== 'page' || !isForgotten())),
      }))
    },
  },
]
