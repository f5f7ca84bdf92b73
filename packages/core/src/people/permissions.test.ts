import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Role } from './directory.ts'
import { ALL_PERMISSIONS, type Asker, can, isScope, listPermissions, PERMISSIONS, ROLES } from './permissions.ts'

const person = (role: Role): Asker => ({ kind: 'user', role, isActive: true })
const key = (role: Role, ...scopes: string[]): Asker => ({ kind: 'key', role, scopes })

test('the documented matrix is the one that holds', () => {
  const text = readFileSync(new URL('../../../../docs/permissions.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| `([a-z_.]+)` \| ([^|]+) \| (.*) \|$/gm)].map(([, name, what, cells = '']) => ({
    name,
    what,
    roles: cells.split('|').map((cell) => cell.trim()),
  }))
  const actual = ALL_PERMISSIONS.map((name) => ({
    name,
    what: PERMISSIONS[name].what,
    roles: [...ROLES].reverse().map((role) => (can(person(role), name).allowed ? 'yes' : '–')),
  }))
  expect(rows).toEqual(actual)
})

test('a role may do all that the roles below it may', () => {
  const granted = ROLES.map((role) => new Set(listPermissions(person(role))))
  for (const [index, lower] of granted.entries()) {
    const higher = granted[index + 1]
    if (higher) expect(lower.isSubsetOf(higher)).toBe(true)
  }
  expect(granted.at(-1)?.size).toBe(ALL_PERMISSIONS.length)
})

test('a refusal names the roles that would do', () => {
  expect(can(person('reporter'), 'incident.respond')).toEqual({
    allowed: false,
    because: 'role_lacks_permission',
    needs: ['responder', 'manager', 'admin'],
  })
})

test('a deactivated person may do nothing, whatever the role', () => {
  expect(listPermissions({ kind: 'user', role: 'admin', isActive: false })).toEqual([])
})

test('a key without scopes may do what its role may, except what is about a person', () => {
  expect(can(key('admin'), 'user.write')).toEqual({ allowed: true })
  expect(can(key('admin'), 'profile.write')).toEqual({ allowed: false, because: 'needs_a_person', needs: [] })
})

test('scopes narrow a key and never widen its role', () => {
  const reading = key('responder', '*.read')
  expect(can(reading, 'incident.read').allowed).toBe(true)
  expect(can(reading, 'incident.respond')).toEqual({
    allowed: false,
    because: 'scope_lacks_permission',
    needs: ['incident.respond', 'incident.*', '*.respond'],
  })
  expect(can(key('viewer', 'user.write'), 'user.write')).toMatchObject({ because: 'role_lacks_permission' })
  expect(can(key('responder', 'incident.*'), 'incident.close').allowed).toBe(true)
})

test('a scope that covers nothing is refused where it is written', () => {
  expect(['incident.read', 'incident.*', '*.read'].every(isScope)).toBe(true)
  expect(['', '*', 'read', 'incidents.read', '*.*', 'incident.fly'].some(isScope)).toBe(false)
})
