import type { PageId, UserId } from './brand.ts'

/** What the auditor found missing. */
export interface LostPaging {
  /** The wake of the next step, round or end of a hold. */
  next?: true
  hold?: true
  /** It was open, and nothing at all was to come. */
  escalation?: true
  /** Later rules of people who were paged. */
  rules?: { user: UserId; index: number }[]
  pages?: PageId[]
  /** The wake at which an acknowledgement ends by itself. */
  ack?: true
  /** Wakes of criteria, by the word at the end of their key; one whose time has passed came true and was not asked. */
  criteria?: string[]
}
