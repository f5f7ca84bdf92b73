/**
 * Places: where policies write to besides people, vendors by their contacts and channels of chats. Nobody is there to type a code, so a test
 * message goes out and whoever looks there says that it arrived. A place that nobody has verified is paged all the same.
 */
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { createAttemptLimit } from '../shell/auth/attempt-limit.ts'
import { actorOf, type Principal } from '../shell/auth/principal.ts'
import type { Schema } from '../shell/database/schema.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { Refusal } from '../shell/http/refusal.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import {
  type Address,
  type AddressState,
  addressKey,
  findAddressStates,
  noteArrival,
  noteFailure,
  noteTest,
} from './address-states.ts'

export interface PlaceDeps {
  db: Kysely<Schema>
  directory(): Directory
  /** Hands one message over, beside the outbox. */
  sendTest(test: PlaceTest): Promise<{ sent: true; isDelivered: boolean } | { notSent: string }>
}

export interface PlaceTest extends Address {
  /** Who sends it. */
  by: string
  /** What a vendor is called; empty for a channel. */
  name: string
  locale: string | undefined
}

const TAG = 'policies'
/** Each costs something or bothers somebody. */
const TESTS = { max: 20, windowMs: 15 * MINUTE }

const placeSchema = z
  .object({
    channel: z.string(),
    to: z.string(),
    vendor: namedSchema.nullable(),
    policies: z.array(namedSchema).describe('Those that page it.'),
    state: z
      .enum(['verified', 'unverified', 'failed'])
      .describe('`failed`: the last message there was refused or came back. It is paged whatever its state is.'),
    tested: z.object({ at: instantSchema, by: z.string() }).nullable(),
    verified: z.object({ at: instantSchema, by: z.string() }).nullable(),
    failed: z.object({ at: instantSchema, how: z.enum(['refused', 'came_back']), cause: z.string() }).nullable(),
  })
  .meta({ id: 'Place' })
type PlaceView = z.output<typeof placeSchema>

const placeBody = z.strictObject({ channel: textSchema(50), to: textSchema(2048) })

export function placeRoutes(deps: PlaceDeps): ApiRoute[] {
  return [listRoute(deps), testRoute(deps), confirmRoute(deps)]
}

function listRoute({ db, directory }: PlaceDeps): ApiRoute {
  return defineRoute({
    id: 'listPlaces',
    tag: TAG,
    summary: 'Vendors and channels that are written to, and whether that was shown to work',
    description: 'Those that a policy pages and nobody has verified come first.',
    method: 'GET',
    path: '/places',
    permission: 'configuration.read',
    success: z.object({ items: z.array(placeSchema), next: z.null() }),
    handle: async ({ at }) => ({ items: await viewPlaces(db, directory(), at), next: null }),
  })
}

function testRoute({ db, directory, sendTest }: PlaceDeps): ApiRoute {
  const limit = createAttemptLimit(TESTS)
  return defineRoute({
    id: 'testPlace',
    tag: TAG,
    summary: 'Send a test message to a vendor or a channel',
    description:
      'Answers once its provider took it. Where the provider does not say that it arrived, whoever looks there says so (`POST /places/confirm`).',
    method: 'POST',
    path: '/places/test',
    permission: 'configuration.write',
    body: placeBody,
    success: placeSchema,
    async handle({ principal, body, at }) {
      const place = getPlace(directory(), body)
      const [address, by] = [{ channel: body.channel, address: body.to }, nameOf(principal)]
      const waitMs = limit.take(actorKey(principal), at)
      if (waitMs > 0) throw new Refusal('rate_limited', { retryAfterS: Math.ceil(waitMs / SECOND) })
      const locale = principal.kind === 'user' ? principal.locale : undefined
      const outcome = await sendTest({ ...address, by, name: place.vendor?.name ?? '', locale })
      if ('notSent' in outcome) {
        await noteFailure(db, address, { at, how: 'refused', cause: outcome.notSent })
        throw new Refusal('message_not_sent', { details: [{ field: 'to', problem: outcome.notSent }] })
      }
      await noteTest(db, address, { at, by })
      if (outcome.isDelivered) await noteArrival(db, address, { at, by })
      return viewPlace(db, place, at)
    },
  })
}

function confirmRoute({ db, directory }: PlaceDeps): ApiRoute {
  return defineRoute({
    id: 'confirmPlace',
    tag: TAG,
    summary: 'Say that a test message arrived',
    method: 'POST',
    path: '/places/confirm',
    permission: 'configuration.write',
    body: placeBody,
    success: placeSchema,
    async handle({ principal, body, at }) {
      const place = getPlace(directory(), body)
      const address = { channel: body.channel, address: body.to }
      const state = (await findAddressStates(db, [address], at)).get(addressKey(address))
      if (!state?.tested)
        throw new Refusal('invalid_request', {
          details: [{ field: 'to', problem: 'was sent no test message that could have arrived: send one first' }],
        })
      await noteArrival(db, address, { at, by: nameOf(principal) })
      return viewPlace(db, place, at)
    },
  })
}

function nameOf(principal: Principal): string {
  return principal.name
}

function actorKey(principal: Principal): string {
  const actor = actorOf(principal)
  return actor.kind === 'user' ? actor.id : nameOf(principal)
}

interface Place {
  channel: string
  to: string
  vendor: PlaceView['vendor']
  policies: PlaceView['policies']
}

/** Contacts of vendors, paged or not, and channels that policies name, each once. */
export function listPlaces({ vendors, policies }: Directory): Place[] {
  const places = new Map<string, Place>()
  const add = (place: Omit<Place, 'policies'>, used: PlaceView['policies']): void => {
    const key = addressKey({ channel: place.channel, address: place.to })
    const known = places.get(key) ?? { ...place, policies: [] }
    const more = used.filter(({ id }) => known.policies.every((each) => each.id !== id))
    places.set(key, { ...known, policies: [...known.policies, ...more] })
  }
  const all = [...policies.values()]
  for (const { id, name, contacts } of vendors?.values() ?? []) {
    const used = all.filter(({ steps }) =>
      steps.some(({ targets }) => targets.some((target) => target.kind === 'vendor' && target.id === id)),
    )
    for (const { channel, to } of contacts) add({ channel, to, vendor: { id, name } }, used.map(named))
  }
  for (const policy of all) {
    for (const target of policy.steps.flatMap(({ targets }) => targets)) {
      if (target.kind === 'channel') add({ channel: target.id, to: target.to, vendor: null }, [named(policy)])
    }
  }
  return [...places.values()]
}

function named({ id, name }: { id: string; name: string }): { id: string; name: string } {
  return { id, name }
}

/** Tests go nowhere but where the configuration writes to anyhow. */
function getPlace(directory: Directory, { channel, to }: z.output<typeof placeBody>): Place {
  const place = listPlaces(directory).find((each) => each.channel === channel && each.to === to)
  if (!place || !outChannels.has(channel)) throw new Refusal('not_found')
  return place
}

async function viewPlaces(db: Kysely<Schema>, directory: Directory, at: Instant): Promise<PlaceView[]> {
  const places = listPlaces(directory)
  const addresses = places.map(({ channel, to }) => ({ channel, address: to }))
  const states = await findAddressStates(db, addresses, at)
  const views = places.map((place) => present(place, states.get(addressKey({ ...place, address: place.to }))))
  return views.sort((a, b) => rankOf(a) - rankOf(b))
}

async function viewPlace(db: Kysely<Schema>, place: Place, at: Instant): Promise<PlaceView> {
  const address = { channel: place.channel, address: place.to }
  return present(place, (await findAddressStates(db, [address], at)).get(addressKey(address)))
}

function present(place: Place, state: AddressState | undefined): PlaceView {
  const { tested = null, verified = null, failed = null } = state ?? {}
  const hasFailedSince = failed !== null && failed.at >= (verified?.at ?? 0)
  return {
    ...place,
    state: hasFailedSince ? 'failed' : verified ? 'verified' : 'unverified',
    ...{ tested, verified, failed: hasFailedSince ? failed : null },
  }
}

function rankOf({ state, policies }: PlaceView): number {
  return (policies.length > 0 ? 0 : 10) + ['failed', 'unverified', 'verified'].indexOf(state)
}
