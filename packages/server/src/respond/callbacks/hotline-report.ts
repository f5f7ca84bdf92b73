import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { ReportId, ServiceId } from '@tocsin/core/kernel/brand.ts'
import type { Severity } from '@tocsin/core/kernel/scales.ts'

/** What somebody said on the hot line. */
export interface HotlineReport {
  id: ReportId
  text: string
  service: ServiceId | undefined
  severity: Severity
  name: string
  locale: Locale
  isVerified: boolean
}
