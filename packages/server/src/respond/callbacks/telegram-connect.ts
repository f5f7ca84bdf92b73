/** Tells Telegram where to send what happens in chats with the bot. */
import { callTelegram } from '@tocsin/adapters/out/telegram/call.ts'
import { telegramConfigSchema } from '@tocsin/adapters/out/telegram/config.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { Refusal } from '../../shell/http/refusal.ts'
import type { CallbackDeps } from './callback-deps.ts'
import { telegramSecret } from './telegram-updates.ts'

export function telegramRoutes(
  deps: Pick<CallbackDeps, 'net' | 'secrets' | 'publicUrl' | 'channelConfig'> & {
    engine: Pick<CallbackDeps['engine'], 'clock'>
  },
): ApiRoute[] {
  return [
    defineRoute({
      id: 'connectTelegram',
      tag: 'channels',
      summary: 'Have Telegram send presses on buttons here',
      description: 'Once after the bot was set up, and whenever the address of this installation changed.',
      method: 'POST',
      path: '/channels/telegram/connect',
      permission: 'settings.write',
      success: z.object({ url: z.string() }),
      async handle() {
        const config = telegramConfigSchema.safeParse(deps.channelConfig('telegram'))
        if (!config.success) throw notSent('The channel telegram is not configured.')
        const url = `${deps.publicUrl()}/callback/telegram`
        const outcome = await callTelegram(
          deps.net,
          config.data,
          'setWebhook',
          {
            ...{ url, secret_token: telegramSecret(deps.secrets, config.data.token) },
            allowed_updates: ['message', 'callback_query'],
          },
          formatInstant(deps.engine.clock.now()),
        )
        if ('failure' in outcome) throw notSent(outcome.failure.cause)
        return { url }
      },
    }),
  ]
}

function notSent(problem: string): Refusal {
  return new Refusal('message_not_sent', { details: [{ field: 'token', problem }] })
}
