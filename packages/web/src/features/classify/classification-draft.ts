import type { Scope, Severity } from '@tocsin/core/kernel/scales.ts'
import type { IncidentDetail } from '../../api/types.ts'
import { formatCategory, parseCategory } from './categories.ts'

export interface ClassificationDraft {
  severity: Severity
  scope: Scope
  /** As it is typed. */
  category: string
}

export interface Classification {
  severity?: Severity
  scope?: Scope
  category?: string[]
}

export const CLASSIFIED_FIELDS = ['severity', 'scope', 'category'] as const

export function draftOf({ severity, scope, category }: IncidentDetail): ClassificationDraft {
  return { severity, scope, category: formatCategory(category) }
}

/** What somebody changed. What they left is not said by them: a worse alert may still raise it. */
export function changedIn(draft: ClassificationDraft, base: IncidentDetail): Classification {
  const category = parseCategory(draft.category)
  return {
    ...(draft.severity !== base.severity && { severity: draft.severity }),
    ...(draft.scope !== base.scope && { scope: draft.scope }),
    ...(formatCategory(category) !== formatCategory(base.category) && { category }),
  }
}

/** Whether anybody has said anything of it yet; if not, it can be confirmed as it is. */
export function isByRule({ steps }: Pick<IncidentDetail, 'steps'>): boolean {
  return steps.find(({ step }) => step === 'classify')?.is_by_rule === true
}

/** The same fields as they were before: what undoes the change. */
export function formerOf(changed: Classification, { severity, scope, category }: IncidentDetail): Classification {
  return {
    ...(changed.severity && { severity }),
    ...(changed.scope && { scope }),
    ...(changed.category && { category }),
  }
}
