import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, HOUR } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { loadSettings } from '../shell/store/sql/directory.queries.ts'
import { userParams } from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { getPerson } from './contacts.ts'
import { type ChannelUse, listMessageUse } from './message-use.queries.ts'
import { demandOwnOrAdmin } from './whose.ts'

const useSchema = z.object({
  used: z.int().describe('Messages of every kind.'),
  max: z.int().nullable().describe('Null: any number.'),
  since: instantSchema.nullable().describe('When the oldest that counts went out.'),
  frees_at: instantSchema.nullable().describe('When the oldest counts no longer.'),
})
type Use = z.output<typeof useSchema>

const messageUseSchema = z
  .object({
    items: z.array(
      z
        .object({ channel: z.string(), hour: useSchema, day: useSchema })
        .meta({ id: 'MessageUse' })
        .describe('Of one channel, within the last hour and the last 24 hours.'),
    ),
    next: z.null(),
  })
  .describe('Every channel of the person’s contacts, and every other one by which they got something.')

/** How much of the limits of their channels somebody has used up. */
export function messageUseRoutes(accounts: Accounts): ApiRoute[] {
  const { db } = accounts
  return [
    defineRoute({
      id: 'getMessageUse',
      tag: 'people',
      summary: 'How many messages a person got by each channel, and how many they may get.',
      description: 'One’s own need `profile.write`, those of others `user.write`.',
      method: 'GET',
      path: '/users/:id/message-use',
      permission: 'signed_in',
      params: userParams,
      success: messageUseSchema,
      async handle({ principal, params, at }) {
        const { id, contacts } = await getPerson(accounts, demandOwnOrAdmin(principal, params.id))
        const { messageLimits = {} } = await loadSettings(db)
        const used = new Map((await listMessageUse(db, id, at)).map((use) => [use.channel, use]))
        const channels = new Set([...contacts.map(({ channel }) => channel), ...used.keys()])
        const items = [...channels].map((channel) => {
          const limit = messageLimits[channel] ?? {}
          return { channel, ...showUse(used.get(channel), limit) }
        })
        return { items, next: null }
      },
    }),
  ]
}

function showUse(use: ChannelUse | undefined, limit: { hour?: number; day?: number }): { hour: Use; day: Use } {
  return {
    hour: showSpan(use?.hour, limit.hour, use?.hour_since, HOUR),
    day: showSpan(use?.day, limit.day, use?.day_since, DAY),
  }
}

function showSpan(used = 0, max: number | undefined, since: Instant | null = null, span: DurationMs): Use {
  return { used, max: max ?? null, since, frees_at: since === null ? null : after(since, span) }
}
