/**
 * Who may do what. A permission is `<area>.<verb>` and belongs to every role from its lowest one upwards; an API key has a role
 * too, which its scopes can only narrow. docs/permissions.md shows the table, and a test keeps the two the same.
 */
import type { Role } from './directory.ts'

/** From the least to the most: each role may do what the ones before it may. */
export const ROLES = ['viewer', 'reporter', 'responder', 'manager', 'admin'] as const satisfies readonly Role[]

/** `from` is the lowest role that has it. `isPersonal` means that it is about oneself, so a key cannot have it. */
interface PermissionFacts {
  from: Role
  what: string
  isPersonal?: true
}

export const PERMISSIONS = {
  'incident.read': { from: 'viewer', what: 'See incidents, their timelines and what was done' },
  'alert.read': { from: 'viewer', what: 'See alerts, their signals and silences' },
  'change.read': { from: 'viewer', what: 'See deploys and other changes' },
  'on_call.read': { from: 'viewer', what: 'See who is on call, now and later' },
  'configuration.read': { from: 'viewer', what: 'See services, teams, schedules, policies and sources, without keys' },
  'user.read': {
    from: 'viewer',
    what: 'See people: name, mail address, role, teams, and the emergency contacts that they show',
  },
  'profile.write': {
    from: 'viewer',
    what: 'Change one’s own name, zone, password, contacts and notification rules, and keep lists of incidents',
    isPersonal: true,
  },
  'incident.declare': { from: 'reporter', what: 'Declare an incident' },
  'incident.comment': { from: 'reporter', what: 'Add a note to an incident' },
  'incident.respond': {
    from: 'responder',
    what: 'Acknowledge, resolve, reopen, reassign, escalate, snooze, page somebody, change classification and priority',
  },
  'incident.close': { from: 'responder', what: 'Close, decline or merge an incident' },
  'view.share': { from: 'responder', what: 'Share lists of incidents with everybody, and change the shared ones' },
  'silence.write': {
    from: 'responder',
    what: 'Silence alerts, change a silence and end it; end maintenance or let it last longer',
  },
  'schedule.override': { from: 'responder', what: 'Take over or hand over a shift' },
  'configuration.write': { from: 'manager', what: 'Change services, teams, schedules, policies and sources' },
  'source.read_key': {
    from: 'manager',
    what: 'See the address of a source with its key, and send others a test alert',
  },
  'audit.read': { from: 'manager', what: 'See every change of the configuration and of silences, and who made it' },
  'access_log.read': { from: 'admin', what: 'See who signed in, from where, and who tried' },
  'installation.read': { from: 'manager', what: 'See nodes, queues, storage and the state of channels' },
  'user.write': { from: 'admin', what: 'Invite people, change roles, deactivate, change contacts of others' },
  'api_key.read': { from: 'admin', what: 'See API keys, never the key itself' },
  'api_key.write': { from: 'admin', what: 'Create and revoke API keys' },
  'settings.write': { from: 'admin', what: 'Change channels, the priority matrix and other settings' },
} as const satisfies Record<string, PermissionFacts>

export type Permission = keyof typeof PERMISSIONS
export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[]

/** Who asks: a person, or a key with its scopes (none: everything that its role may). */
export type Asker =
  | { kind: 'user'; role: Role; isActive: boolean }
  | { kind: 'key'; role: Role; scopes: readonly string[] }

export type AccessReason = 'user_inactive' | 'needs_a_person' | 'role_lacks_permission' | 'scope_lacks_permission'

/** `needs` names the roles, or for a key the scopes, of which one would do. */
export type Access = { allowed: true } | { allowed: false; because: AccessReason; needs: string[] }

export function can(asker: Asker, permission: Permission): Access {
  const { from, isPersonal }: PermissionFacts = PERMISSIONS[permission]
  if (asker.kind === 'user' && !asker.isActive) return denied('user_inactive')
  if (asker.kind === 'key' && isPersonal) return denied('needs_a_person')
  const needs = ROLES.slice(ROLES.indexOf(from))
  if (!needs.includes(asker.role)) return denied('role_lacks_permission', needs)
  if (asker.kind === 'key' && asker.scopes.length > 0) {
    const isInScope = asker.scopes.some((scope) => scopeCovers(scope, permission))
    if (!isInScope) return denied('scope_lacks_permission', scopesOf(permission))
  }
  return { allowed: true }
}

export function listPermissions(asker: Asker): Permission[] {
  return ALL_PERMISSIONS.filter((permission) => can(asker, permission).allowed)
}

/** A scope is a permission, an area (`incident.*`) or a verb everywhere (`*.read`); one that covers nothing is none. */
export function isScope(text: string): boolean {
  return ALL_PERMISSIONS.some((permission) => scopeCovers(text, permission))
}

function scopeCovers(scope: string, permission: Permission): boolean {
  return scopesOf(permission).includes(scope)
}

function scopesOf(permission: Permission): string[] {
  const [area, verb] = permission.split('.')
  return [permission, `${area}.*`, `*.${verb}`]
}

function denied(because: AccessReason, needs: readonly string[] = []): Access {
  return { allowed: false, because, needs: [...needs] }
}
