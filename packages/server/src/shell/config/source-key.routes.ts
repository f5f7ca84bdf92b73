import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import { actorOf, type Principal } from '../auth/principal.ts'
import { optionalBody } from '../engine/incident-action.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { instantSchema } from '../http/instant-schema.ts'
import { invalidField } from '../http/refusal.ts'
import { textSchema } from '../http/text-schema.ts'
import { tryUnseal } from '../secrets/secrets.ts'
import { changeConfiguration, getForChange } from './change-configuration.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import { duration } from './fields.ts'
import {
  addressesOf,
  keyOfSource,
  NO_FORMER_KEY,
  newSourceKey,
  rotatedRow,
  type SourceRow,
  sourceKind,
} from './source-configuration.ts'

const params = z.object({ id: textSchema(100) })
const GRACE_MS_MAX = 30 * DAY

interface Change {
  principal: Principal
  at: Instant
}

const rotateBody = optionalBody({
  grace: duration('24h').optional().describe('How long the former key goes on working. Without it, it ends at once.'),
})

const addressSchema = z
  .object({
    key: z
      .string()
      .nullable()
      .describe('Null when it is encrypted with a key that is not at hand; rotating mends that.'),
    addresses: z.array(z.string()).describe('Where senders reach it; the first is the usual one.'),
    former: z
      .object({
        key: z.string().nullable(),
        ends_at: instantSchema,
        last_used_at: instantSchema
          .nullable()
          .describe('When somebody last came with it; null: nobody since it was replaced.'),
      })
      .nullable()
      .describe('The key that was replaced, while it still works.'),
  })
  .meta({ id: 'SourceAddress' })

export function sourceKeyRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'getSourceAddress',
      tag: 'sources',
      summary: 'Show the key of a source, and the addresses that hold it',
      method: 'GET',
      path: '/sources/:id/address',
      permission: 'source.read_key',
      params,
      success: addressSchema,
      async handle({ params: { id }, at }) {
        const row = await sourceKind.find(deps.db, id)
        return row ? presentAddress(deps, row, at) : { rejected: { code: 'not_found' } }
      },
    }),
    defineRoute({
      id: 'rotateSourceKey',
      tag: 'sources',
      summary: 'Give a source a new key',
      description:
        'The former key stops working at once, or after `grace`, of at most 30 days: senders have to be given the new address. A key that was replaced before ends now.',
      method: 'POST',
      path: '/sources/:id/rotate-key',
      permission: 'configuration.write',
      params,
      body: rotateBody,
      success: addressSchema,
      handle: ({ params: { id }, body, principal, at }) => rotate(deps, id, { principal, at, graceMs: body.grace }),
    }),
    defineRoute({
      id: 'revokeFormerSourceKey',
      tag: 'sources',
      summary: 'End the former key of a source now',
      method: 'DELETE',
      path: '/sources/:id/former-key',
      permission: 'configuration.write',
      params,
      handle: ({ params: { id }, principal, at }) => revokeFormer(deps, id, { principal, at }),
    }),
  ]
}

async function rotate(
  deps: ConfigurationDeps,
  id: string,
  { principal, at, graceMs = 0 as DurationMs }: Change & { graceMs: DurationMs | undefined },
) {
  if (graceMs > GRACE_MS_MAX) throw invalidField('grace', 'is more than 30 days', '24h')
  const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
    const row = await getForChange(editor, sourceKind, id)
    const rotated = rotatedRow(row, newSourceKey(deps.ids), graceMs > 0 ? after(at, graceMs) : undefined, deps)
    await editor.put(sourceKind, rotated)
    // What was noted is of the key before the one that is replaced now.
    await editor.db.deleteFrom('former_key_uses').where('source_id', '=', id).execute()
    return rotated
  })
  if ('rejected' in outcome) return outcome
  await deps.configurationChanged()
  return presentAddress(deps, outcome.result, at)
}

async function revokeFormer(deps: ConfigurationDeps, id: string, { principal, at }: Change) {
  const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
    const row = await getForChange(editor, sourceKind, id)
    await editor.put(sourceKind, { ...row, ...NO_FORMER_KEY })
  })
  if ('rejected' in outcome) return outcome
  await deps.configurationChanged()
  return undefined
}

async function presentAddress(
  deps: ConfigurationDeps,
  row: SourceRow,
  at: Instant,
): Promise<z.output<typeof addressSchema>> {
  const key = keyOfSource(row, deps)
  return {
    key: key ?? null,
    addresses: key === undefined ? [] : addressesOf(row, key, deps),
    former: await presentFormer(deps, row, at),
  }
}

async function presentFormer(
  { db, secrets }: ConfigurationDeps,
  { id, former_key_sealed: sealed, former_key_ends_at: endsAt }: SourceRow,
  at: Instant,
): Promise<z.output<typeof addressSchema>['former']> {
  if (sealed === null || endsAt === null || endsAt <= at) return null
  const use = await db
    .selectFrom('former_key_uses')
    .select('last_used_at')
    .where('source_id', '=', id)
    .executeTakeFirst()
  return {
    key: tryUnseal(secrets, sealed) ?? null,
    ends_at: endsAt as Instant,
    last_used_at: (use?.last_used_at ?? null) as Instant | null,
  }
}
