import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Ids } from '../ports/ids.ts'
import { type Secrets, tryUnseal } from '../secrets/secrets.ts'
import type { References } from './references.ts'

/** What is needed to turn what somebody wrote into a row. References have been checked before. */
export interface RowContext {
  references: References
  secrets: Secrets
  ids: Ids
  at: Instant
}

/** Keeps what is stored when it says the same under the current key, so that writing the same again changes nothing. */
export function sealAgain(secrets: Secrets, stored: string | null | undefined, text: string): string {
  const isSame = stored && !secrets.isOutdated(stored) && tryUnseal(secrets, stored) === text
  return isSame ? stored : secrets.seal(text)
}
