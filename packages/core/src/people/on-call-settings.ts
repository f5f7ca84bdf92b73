/** What the organisation has said about fairness and rest of those who are on call. */
export interface OnCallSettings {
  days_in_a_row: number
  /** Why more days than usual are allowed. */
  reason?: string
  /** Hours off after a page at night. */
  rest_after_night_hours: number
  when_broken: 'warn' | 'refuse'
  /** `person`: everybody's own, or one IANA zone for all. */
  zone: string
  /** Calendars by id. */
  holidays: string[]
  weights: Record<'working' | 'weekday' | 'night' | 'weekend' | 'holiday', number>
  working: { from: string; to: string; days: number[] }
  night: { from: string; to: string }
  /** 1 (Monday) to 7. */
  weekend: number[]
}
