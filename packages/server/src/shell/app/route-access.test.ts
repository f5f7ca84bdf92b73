import { ALL_PERMISSIONS } from '@tocsin/core/people/permissions.ts'
import { expect, test } from 'vitest'
import { deadLetterRoutes } from '../../detect/dead-letter.routes.ts'
import { accountRoutes } from '../../people/account-routes.ts'
import { reportRoutes } from '../../record/portal/report.routes.ts'
import { webhookRoutes } from '../../record/webhooks/webhook.routes.ts'
import { telegramRoutes } from '../../respond/callbacks/telegram-connect.ts'
import { pagingHealthRoutes } from '../../respond/health/paging-health.routes.ts'
import { roomRoutes } from '../../respond/rooms/rooms.routes.ts'
import { slackConnectionRoutes } from '../../respond/slack-socket/socket-state.routes.ts'
import { templatePreviewRoutes } from '../../respond/templates/template-preview.routes.ts'
import type { ApiRoute } from '../http/api.ts'
import { onCallLifeRoutes } from './on-call-life.routes.ts'
import { operationRoutes } from './operation-routes.ts'

/** Declaring a route touches none of what its handler works with. */
const routes: readonly ApiRoute[] = [
  ...accountRoutes({} as never),
  ...operationRoutes({} as never),
  ...onCallLifeRoutes({} as never),
  ...webhookRoutes({} as never),
  ...deadLetterRoutes({} as never),
  ...reportRoutes({} as never),
  ...telegramRoutes({} as never),
  ...pagingHealthRoutes({} as never),
  ...slackConnectionRoutes({} as never),
  ...roomRoutes({} as never),
  ...templatePreviewRoutes({} as never),
]
const nameOf = ({ method, path }: ApiRoute) => `${method} ${path}`
const withAccess = (access: string) => routes.filter(({ permission }) => permission === access).map(nameOf)

test('every route of the API asks for a permission that exists, or stands in the lists below', () => {
  const known: readonly string[] = ALL_PERMISSIONS
  const others = routes.filter(({ permission }) => !known.includes(permission))
  expect(routes.length).toBeGreaterThan(20)
  expect(new Set(others.map(({ permission }) => permission))).toEqual(new Set(['anyone', 'signed_in']))
})

test('strangers reach what lets them in, and nothing else', () => {
  expect(withAccess('anyone').sort()).toEqual([
    'GET /reports/:token',
    'GET /reports/known',
    'GET /reports/options',
    'GET /setup',
    'POST /password/forgotten',
    'POST /password/link',
    'POST /password/reset',
    'POST /reports',
    'POST /reports/:token/details',
    'POST /reports/:token/verdict',
    'POST /session',
    'POST /setup',
  ])
})

test('only what is about oneself or an admin’s business with others decides by whose it is', () => {
  expect(withAccess('signed_in').sort()).toEqual([
    'DELETE /session',
    'DELETE /users/:id/contacts/:contact',
    'DELETE /users/:id/time-off-calendar',
    'DELETE /users/:id/time-off/:time_off',
    'GET /push-key',
    'GET /session',
    'GET /users/:id/contacts',
    'GET /users/:id/message-use',
    'GET /users/:id/rules',
    'GET /users/:id/shift-letters',
    'GET /users/:id/time-off-calendar',
    'PATCH /users/:id',
    'POST /users/:id/browsers',
    'POST /users/:id/browsers/end',
    'POST /users/:id/contacts',
    'POST /users/:id/contacts/:contact/code',
    'POST /users/:id/contacts/:contact/verify',
    'POST /users/:id/time-off',
    'POST /users/:id/time-off-calendar/preview',
    'POST /users/:id/time-off-calendar/read',
    'POST /users/:id/time-off/:time_off/ignore',
    'POST /users/:id/time-off/:time_off/restore',
    'PUT /users/:id/rules',
    'PUT /users/:id/shift-letters',
    'PUT /users/:id/time-off-calendar',
  ])
})

test('names of operations and addresses are unique', () => {
  expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length)
  expect(new Set(routes.map(nameOf)).size).toBe(routes.length)
})

test('a permission to read allows no change, but to say that one looks and to try rules, criteria and templates, which is not kept', () => {
  const reading = routes.filter(({ permission }) => permission.endsWith('.read'))
  const others = reading.filter(({ method }) => method !== 'GET').map(nameOf)
  expect(others).toEqual([
    'PUT /incidents/:id/presence',
    'POST /escalation/criteria/try',
    'POST /event-rules/test',
    'POST /message-templates/preview',
  ])
})
