/** What people without an account report, as facts hold it. */
import type { ReportId } from './brand.ts'
import type { Scope } from './scales.ts'

/** What a person who reports something chooses from. */
export const REPORT_SYMPTOMS = ['unavailable', 'slow', 'errors', 'sign_in', 'wrong_data', 'other'] as const
export type ReportSymptom = (typeof REPORT_SYMPTOMS)[number]

/** What somebody without an account has reported, and said of it since. */
export interface ReportState {
  scope: Scope
  /** As they called themselves. */
  name?: string
  /** The address that came with it belongs to whoever reported it, or they had signed in. */
  isVerified?: true
  verdict?: 'fixed' | 'not_fixed'
}

export type ReportsState = Readonly<Record<ReportId, ReportState>>
