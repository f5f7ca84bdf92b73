import type { ContactAddress } from '@tocsin/adapters/out/channel.ts'
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { ContactId, UserId } from '@tocsin/core/kernel/brand.ts'
import { noteFailure } from '../../people/address-states.ts'
import { countMessages } from '../../people/message-use.queries.ts'
import { createCallbackUrl, createEarlierRefs } from '../../respond/callbacks/message-extras.ts'
import type { DeliverDeps } from '../../respond/deliver.ts'
import { findRecentPages, lead, markBundled, takeAlong } from '../../respond/gather/bundle.queries.ts'
import { createBundle } from '../../respond/gather/bundle-pages.ts'
import { listGathered, markCarried } from '../../respond/gather/gather.queries.ts'
import { createGather } from '../../respond/gather/gather-pages.ts'
import { createFindLimit } from '../../respond/limits/limit-messages.ts'
import { createIsAnyWanted } from '../../respond/providers/is-wanted.ts'
import { withPriority } from '../database/acquire-priority.ts'
import type { Database } from '../database/open-database.ts'
import type { EngineDeps } from '../engine/deps.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { type StopDeps, stopMessages } from './stop-messages.ts'

type Gone = NonNullable<DeliverDeps['addressGone']>

/** For what goes out: where it is reported back, and what was said before. */
export function channelExtras(
  { database, secrets, publicUrl }: { database: Database; secrets: Secrets; publicUrl(): string },
  engine: EngineDeps,
  { goneBrowser, refresh }: { goneBrowser: Gone; refresh(): Promise<void> },
): Pick<
  DeliverDeps,
  'callbackUrl' | 'earlierRefs' | 'isAnyWanted' | 'findLimit' | 'gather' | 'bundle' | 'addressGone' | 'addressRefused'
> {
  const stop: StopDeps = { db: database.kysely, engine, refresh }
  return {
    callbackUrl: createCallbackUrl(secrets, publicUrl),
    earlierRefs: createEarlierRefs(database.kysely),
    isAnyWanted: createIsAnyWanted(database.kysely, (error) =>
      engine.log.error({ error: String(error) }, 'whether a page is still asked for could not be found out'),
    ),
    gather: createGather({
      listGathered: (gather) => listGathered(database.kysely, gather),
      markCarried: (pages, by) => markCarried(database.kysely, pages, by),
      failed: (error) => engine.log.error({ error: String(error) }, 'what went out together could not be marked so'),
    }),
    bundle: createBundle({
      directory: () => engine.directory.latest(),
      bundleMax: (channel) => outChannels.get(channel)?.bundleMax,
      findRecentPages: (message, times) => withPriority('page', () => findRecentPages(database.kysely, message, times)),
      lead: (message) => withPriority('page', () => lead(database.kysely, message)),
      takeAlong: (message, which) => withPriority('page', () => takeAlong(database.kysely, message, which)),
      async markCarried(pages, by, at) {
        await markBundled(database.kysely, pages, by, at)
        engine.nudge.nudge('send:page')
      },
      sleep: (ms) => engine.clock.sleep(ms),
      failed: (error, what, page) => engine.log.error({ page, error: String(error) }, what),
    }),
    findLimit: createFindLimit(
      () => engine.directory.latest(),
      (asked) => withPriority('page', () => countMessages(database.kysely, asked)),
      (error) => engine.log.error({ error: String(error) }, 'the messages of a person could not be counted'),
    ),
    addressRefused(channel, address, { cause }, at) {
      noteFailure(database.kysely, { channel, address }, { at, how: 'refused', cause }).catch((error: unknown) =>
        engine.log.error({ channel, error: String(error) }, 'that an address was refused could not be written down'),
      )
    },
    addressGone(user: UserId, contact: ContactId, address: ContactAddress) {
      if (address.secret !== undefined) return goneBrowser(user, contact, address)
      // Nobody waits for this promise: what it rejected with would end the process. The next page finds it gone again.
      stopMessages(stop, 'sms', address.to).catch((error: unknown) =>
        engine.log.error(
          { user, contact, error: String(error) },
          'a number that takes no messages could not be taken off',
        ),
      )
    },
  }
}
