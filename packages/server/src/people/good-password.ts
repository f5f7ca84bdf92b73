import { problemOfPassword } from '../shell/auth/password-hash.ts'
import { invalidField } from '../shell/http/refusal.ts'

/** Throws `invalid_request` for a password that nobody should have. */
export function demandGoodPassword(password: string, person: { email: string; name: string }): void {
  const problem = problemOfPassword(password, person)
  if (problem !== undefined) throw invalidField('password', problem, 'four words that do not belong together')
}
