import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { ReportId, ServiceId } from '@tocsin/core/kernel/brand.ts'

/** What somebody said on the hot line. */
export interface HotlineReport {
  id: ReportId
  text: string
  service: ServiceId | undefined
  name: string
  locale: Locale
  isVerified: boolean
}
