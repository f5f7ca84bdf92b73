import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Role } from '@tocsin/core/people/directory.ts'
import type { Asker } from '@tocsin/core/people/permissions.ts'

/** A person who is signed in. */
export interface PersonPrincipal {
  kind: 'user'
  id: UserId
  email: string
  name: string
  role: Role
  zone: string
  locale: string
  isActive: boolean
  sessionId: string
}

export interface KeyPrincipal {
  kind: 'key'
  id: string
  name: string
  role: Role
  scopes: readonly string[]
}

/** Who a request is made by, proven. It is also what permissions ask of. */
export type Principal = (PersonPrincipal | KeyPrincipal) & Asker

/** What facts and the history of the configuration record. */
export function actorOf(principal: Principal): Actor {
  return principal.kind === 'user'
    ? { kind: 'user', id: principal.id, via: 'console' }
    : { kind: 'key', name: principal.name }
}
