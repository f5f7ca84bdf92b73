/** Deliberate bugs of bursts, which bundle pages of one person wrongly, and of the second provider of a channel. */
import type { Net } from '@tocsin/adapters/out/net.ts'
import type { Instant, PageId } from '@tocsin/core/kernel/brand.ts'
import type { BundleRows } from '../nodes/backend.ts'
import type { Sabotage } from '../sabotage.ts'
import { SECOND_MAIL_HOST } from '../world/providers.ts'
import { type Bug, inTransactions } from './bugs.ts'

function inBundles(change: (bundles: BundleRows) => Partial<BundleRows>): Sabotage {
  return { wrapBundles: (bundles) => ({ ...bundles, ...change(bundles) }) }
}

type SendMail = Net['sendMail']

function inMail(change: (send: SendMail) => SendMail): Sabotage {
  return { wrapNet: (net) => ({ ...net, sendMail: change((server, mail) => net.sendMail(server, mail)) }) }
}

function isSecond({ url }: Parameters<SendMail>[0]): boolean {
  return url.includes(SECOND_MAIL_HOST)
}

const toFirst = <T extends { url: string }>(server: T): T => ({
  ...server,
  url: server.url.replace(SECOND_MAIL_HOST, 'mail.example.com'),
})

export const BURST_BUGS: readonly Bug[] = [
  { what: 'a bundle that forgets one of its pages', law: 'bundles', create: () => inBundles(withForgotten) },
  {
    what: 'a first page that is held back',
    law: 'law 3',
    create: () =>
      inBundles(() => ({
        findRecentPages: async ({ requestedAt }) => ({ isUnderWay: false, handedOverAt: requestedAt }),
      })),
  },
  {
    what: 'a page of a burst that waits longer than its window',
    law: 'law 3',
    create: () =>
      inTransactions((tx) => ({
        endSends: (endings, at) =>
          tx.endSends(
            endings.map(({ how, ...ending }) =>
              how.kind === 'held'
                ? { ...ending, how: { ...how, due: (how.due + 90_000) as Instant } }
                : { ...ending, how },
            ),
            at,
          ),
      })),
  },
  {
    what: 'pages of a bundle that go by themselves as well',
    law: 'law 4',
    create: () => inBundles(() => ({ markCarried: async () => {} })),
  },
  {
    what: 'a bundle with pages in it that somebody has answered',
    law: 'law 5',
    create: () => inBundles(withAnswered),
  },
  {
    what: 'a window that nobody asked for',
    law: 'bundles',
    create: () => ({
      wrapDirectory: (directory) => ({
        ...directory,
        settings: { ...directory.settings, pageBundling: { seconds: 60, never: [] } },
      }),
    }),
  },
  {
    what: 'a second provider that is never asked',
    law: 'providers',
    create: () =>
      inMail(
        (send) => async (server, mail) =>
          isSecond(server) ? { error: 'unreachable', cause: 'nobody asked it' } : send(server, mail),
      ),
  },
  {
    what: 'a message that both providers are asked for although one took it',
    law: 'law 4',
    create: () =>
      inMail((send) => async (server, mail) => {
        const reply = await send(server, mail)
        if (isSecond(server) && 'accepted' in reply) await send(toFirst(server), mail)
        return reply
      }),
  },
  { what: 'a first provider that is never left alone', law: 'providers', create: () => inMail(withoutRest) },
]

/** The message goes without one of them, which ends like the others. */
function withForgotten(bundles: BundleRows): Partial<BundleRows> {
  const forgotten = new Map<PageId, PageId>()
  return {
    async takeAlong(message, which) {
      const members = await bundles.takeAlong(message, which)
      const last = members.at(-1)
      if (last) forgotten.set(message.page, last.page)
      return members.slice(0, -1)
    },
    markCarried(pages, by, at) {
      const left = forgotten.get(by.page)
      return bundles.markCarried(left ? [...pages, left] : pages, by, at)
    },
  }
}

/** Whatever was taken along once is taken along again. */
function withAnswered(bundles: BundleRows): Partial<BundleRows> {
  const taken = new Map<string, Awaited<ReturnType<BundleRows['takeAlong']>>>()
  return {
    async takeAlong(message, which) {
      const members = await bundles.takeAlong(message, which)
      const again = (taken.get(which.word) ?? []).filter(({ page }) => members.every((each) => each.page !== page))
      taken.set(which.word, members)
      return [...members, ...again]
    },
  }
}

/** What is for the second alone is asked of the first before. */
function withoutRest(send: SendMail): SendMail {
  const asked = new Set<string>()
  return async (server, mail) => {
    if (!isSecond(server)) asked.add(mail.messageId)
    else if (!asked.delete(mail.messageId)) {
      const reply = await send(toFirst(server), mail)
      if ('accepted' in reply) return reply
    }
    return send(server, mail)
  }
}
