import { present } from '@tocsin/core/kernel/assert.ts'
import type { PersonPrincipal, Principal } from '../shell/auth/principal.ts'
import { demand } from '../shell/http/api.ts'
import { Refusal } from '../shell/http/refusal.ts'

/** The id that a path names; `me` is who asks. Throws `not_found` when a key asks about itself: it is no person. */
export function userIdOf(principal: Principal, id: string): string {
  if (id !== 'me') return id
  if (principal.kind !== 'user') throw new Refusal('not_found', { message: 'An API key is no person.' })
  return principal.id
}

/** What is one's own needs `profile.write`, what is another's `user.write`. Throws `forbidden`. Returns the person's id. */
export function demandOwnOrAdmin(principal: Principal, id: string): string {
  const userId = userIdOf(principal, id)
  demand(principal, isOwn(principal, userId) ? 'profile.write' : 'user.write')
  return userId
}

export function isOwn(principal: Principal, userId: string): boolean {
  return principal.kind === 'user' && principal.id === userId
}

/** Who asks, where the permission has made sure that it is a person. */
export function personOf(principal: Principal): PersonPrincipal {
  return present(principal.kind === 'user' ? principal : undefined, 'the person')
}
