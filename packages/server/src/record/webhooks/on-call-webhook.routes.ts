/** The API of webhooks that follow who is on call: what they are, what they were told, and telling them again. */

import { assert } from '@tocsin/core/kernel/assert.ts'
import type { ScheduleId } from '@tocsin/core/kernel/brand.ts'
import { z } from 'zod'
import { actorOf } from '../../shell/auth/principal.ts'
import { changeConfiguration, getForChange } from '../../shell/config/change-configuration.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import {
  checkOnCallWebhook,
  deliveriesOf,
  newOnCallSecret,
  type OnCallWebhookRow,
  onCallWebhookInput,
  onCallWebhookKind,
  onCallWebhookRow,
} from '../../shell/config/on-call-webhook-configuration.ts'
import { thingRoutes } from '../../shell/config/thing-routes.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { logRoutes, type WebhookFamily } from './delivery.routes.ts'
import { formatOnCallTest, ON_CALL_TEST } from './on-call-body.ts'
import { forgetTold } from './on-call-told.queries.ts'
import { onCallWebhookShape, webhookParams } from './webhook.schema.ts'
import { loadHealth } from './webhook-health.queries.ts'

const TAG = 'on call'
const PATH = '/on-call/webhooks'
const spelled = { path: 'on-call/webhooks', one: 'on-call webhook', many: 'on-call webhooks', tag: TAG }

export function onCallWebhookRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [
    ...thingRoutes<OnCallWebhookRow, typeof onCallWebhookInput>(deps, {
      ...{ kind: onCallWebhookKind, noun: 'onCallWebhook', plural: 'onCallWebhooks', spelled },
      write: 'configuration.write',
      input: onCallWebhookInput,
      shape: onCallWebhookShape,
      async more(db) {
        const healthOf = await loadHealth(db)
        return (row) => healthOf(deliveriesOf(row.id), row.is_active)
      },
      check: checkOnCallWebhook,
      row: onCallWebhookRow,
      once: ({ secret_sealed }) => ({ secret: deps.secrets.unseal(secret_sealed) }),
      filters: {
        shape: { schedule: z.string().max(100).optional().describe('Only those that follow this one.') },
        keep: (row, { schedule }) => schedule === undefined || row.schedules.includes(String(schedule)),
      },
    }),
    ...logRoutes(deps, familyOf(deps)),
    tellRoute(deps),
    secretRoute(deps),
  ]
}

function familyOf({ directory }: ConfigurationDeps): WebhookFamily<OnCallWebhookRow> {
  return {
    ...{ kind: onCallWebhookKind, tag: TAG, path: PATH, noun: 'OnCallWebhook', keyOf: deliveriesOf },
    test: {
      type: ON_CALL_TEST,
      description: 'An event `on_call.test` with those who are on call now in its first schedule',
      body({ schedules: [first] }, { at }) {
        const known = directory()
        const schedule = known.schedules.get(first as ScheduleId)
        assert(schedule !== undefined, 'a schedule that a webhook follows is not deleted')
        return formatOnCallTest(schedule, known, at)
      },
    },
  }
}

function tellRoute({ db }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'tellOnCallWebhook',
    tag: TAG,
    summary: 'Tell a receiver again who is on call now',
    description:
      'Of each of its schedules the newest state, whether it was taken before or not. What is older is never sent again.',
    method: 'POST',
    path: `${PATH}/:id/tell`,
    permission: 'configuration.write',
    params: webhookParams,
    async handle({ params: { id } }) {
      if (!(await onCallWebhookKind.find(db, id))) return { rejected: { code: 'not_found' as const } }
      await forgetTold(db, id)
      return undefined
    },
  })
}

function secretRoute(deps: ConfigurationDeps): ApiRoute {
  const { db, secrets, ids } = deps
  return defineRoute({
    id: 'rotateOnCallWebhookSecret',
    tag: TAG,
    summary: 'Give an on-call webhook a new secret',
    description:
      'Requests are signed with it from now on; what the receiver refuses until it knows the secret is tried again. A secret that the configuration file says comes back with the file.',
    method: 'POST',
    path: `${PATH}/:id/rotate-secret`,
    permission: 'configuration.write',
    params: webhookParams,
    success: z.object({ secret: z.string().describe('Shown once.') }).meta({ id: 'OnCallWebhookSecret' }),
    async handle({ params, principal, at }) {
      const secret = newOnCallSecret(ids)
      const outcome = await changeConfiguration(db, { actor: actorOf(principal), at }, async (editor) => {
        const row = await getForChange(editor, onCallWebhookKind, params.id)
        // Also of one that the file owns: without a secret in the file nobody could ever learn the one that was made.
        await editor.put(onCallWebhookKind, { ...row, secret_sealed: secrets.seal(secret) }, { isShared: true })
      })
      if ('rejected' in outcome) return outcome
      await deps.configurationChanged()
      return { secret }
    },
  })
}
