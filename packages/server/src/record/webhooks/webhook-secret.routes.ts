import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import { actorOf } from '../../shell/auth/principal.ts'
import { changeConfiguration, getForChange } from '../../shell/config/change-configuration.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { newWebhookSecret, webhookKind, withNewSecret } from '../../shell/config/webhook-configuration.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { webhookParams } from './webhook.schema.ts'

/** Long enough to set up the receiver in office hours. */
const FORMER_SIGNS_MS = DAY

const secretSchema = z
  .object({
    secret: z.string().describe('Shown once.'),
    former_ends_at: instantSchema.describe('Until then events are signed with the former secret too.'),
  })
  .meta({ id: 'WebhookSecret' })

export function webhookSecretRoute(deps: ConfigurationDeps): ApiRoute {
  const { db, secrets, ids } = deps
  return defineRoute({
    id: 'rotateWebhookSecret',
    tag: 'webhooks',
    summary: 'Give a webhook a new secret',
    description:
      'For a day events carry a signature of each of the two, so that the receiver can be changed in its own time. A secret that the configuration file says comes back with the file.',
    method: 'POST',
    path: '/webhooks/:id/rotate-secret',
    permission: 'configuration.write',
    params: webhookParams,
    success: secretSchema,
    async handle({ params, principal, at }) {
      const secret = newWebhookSecret(ids)
      const formerEndsAt = after(at, FORMER_SIGNS_MS)
      const outcome = await changeConfiguration(db, { actor: actorOf(principal), at }, async (editor) => {
        const row = await getForChange(editor, webhookKind, params.id)
        // Also of one that the file owns: without a secret in the file nobody could ever learn the one that was made.
        await editor.put(webhookKind, withNewSecret(row, secrets.seal(secret), formerEndsAt), { isShared: true })
      })
      if ('rejected' in outcome) return outcome
      await deps.configurationChanged()
      return { secret, former_ends_at: formerEndsAt }
    },
  })
}
