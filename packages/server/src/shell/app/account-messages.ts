/** Mails about accounts and codes for contacts. They go out at once and beside the outbox: nobody is woken by them. */
import type { Message, OutChannel } from '@tocsin/adapters/out/channel.ts'
import type { Net } from '@tocsin/adapters/out/net.ts'
import type { Instant, PageId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { PlaceDeps } from '../../people/place.routes.ts'
import { localeOf } from '../../respond/answers/callers.ts'
import type { AccountMail, SendAccountMail, SendContactCode } from '../auth/account-mail.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import { type Secrets, tryUnseal } from '../secrets/secrets.ts'
import type { SealedConfiguration } from './sealed-configuration.ts'

export interface AccountMessageDeps {
  net: Net
  clock: Pick<Clock, 'now'>
  ids: Pick<Ids, 'next'>
  secrets: Pick<Secrets, 'unseal'>
  channels: ReadonlyMap<string, OutChannel>
  sealed(): SealedConfiguration
}

export function createSendAccountMail(deps: AccountMessageDeps): SendAccountMail {
  return (mail) =>
    sendOn(deps, 'email', { to: mail.to }, { ...messageOf(deps, mail.name), kind: 'notice', ...wordsOf(mail) })
}

const CODE_WORDS = {
  en: {
    subject: 'Your code for Tocsin',
    lines: ['Type this code in Tocsin to verify that messages reach you here. It is of no use to anybody else.'],
  },
  ja: {
    subject: 'Tocsin の確認コード',
    lines: ['この連絡先にメッセージが届くことを確認するため、Tocsin にこのコードを入力してください。'],
  },
}

export function createSendContactCode(deps: AccountMessageDeps): SendContactCode {
  return ({ channel, to, sealedSecret, recipientName, locale, code, url }) => {
    const secret = sealedSecret === null ? undefined : tryUnseal(deps.secrets, sealedSecret)
    return sendOn(
      deps,
      channel,
      { to, ...(secret !== undefined && { secret }) },
      {
        ...messageOf(deps, recipientName),
        kind: 'code',
        ...CODE_WORDS[localeOf({ locale })],
        locale: localeOf({ locale }),
        links: url === undefined ? [] : [{ action: 'view', url }],
        code,
      },
    )
  }
}

const TEST_WORDS = {
  en: (by: string) => ({
    subject: 'Test message from Tocsin',
    lines: [`${by} sent this to see whether messages arrive here. Nothing is wrong, and there is nothing to do.`],
  }),
  ja: (by: string) => ({
    subject: 'Tocsin からのテストメッセージ',
    lines: [`この宛先にメッセージが届くか確認するため、${by}さんが送信しました。障害ではなく、対応は不要です。`],
  }),
}

/** To a vendor or a channel of a chat, where nobody types a code. */
export function createSendPlaceTest(deps: AccountMessageDeps): PlaceDeps['sendTest'] {
  return async ({ channel, address, by, name, locale }) => {
    const language = localeOf(locale === undefined ? undefined : { locale })
    const words = { ...TEST_WORDS[language](by), locale: language, links: [] }
    return sendOn(deps, channel, { to: address }, { ...messageOf(deps, name), kind: 'test', ...words })
  }
}

function messageOf(
  deps: AccountMessageDeps,
  recipientName: string,
): Pick<Message, 'id' | 'urgency' | 'recipientName' | 'sentAt'> {
  return {
    id: `account/${deps.ids.next()}` as PageId,
    urgency: 'low',
    recipientName,
    sentAt: formatInstant(deps.clock.now()),
  }
}

async function sendOn(
  deps: AccountMessageDeps,
  name: string,
  contact: { to: string; secret?: string },
  message: Message,
): Promise<{ sent: true; isDelivered: boolean } | { notSent: string }> {
  const channel = deps.channels.get(name)
  const config = channel?.configSchema.safeParse(deps.sealed().channelConfig(name))
  if (!channel || !config?.success) return { notSent: `The channel ${name} is not configured.` }
  const result = await channel.send(deps.net, config.data, contact, message)
  return 'failure' in result ? { notSent: result.failure.cause } : { sent: true, isDelivered: result.isDelivered }
}

function wordsOf(mail: AccountMail): Pick<Message, 'subject' | 'lines' | 'links'> {
  const links: Message['links'] = mail.url ? [{ action: 'view', url: mail.url }] : []
  const until =
    mail.expiresAt === undefined ? [] : [`The link works once, until ${formatInstant(mail.expiresAt as Instant)}.`]
  switch (mail.kind) {
    case 'invite':
      return {
        subject: 'You are invited to Tocsin',
        lines: [`${mail.by ?? 'An admin'} invited you. Choose a password to begin.`, ...until],
        links,
      }
    case 'password_reset':
      return {
        subject: 'A new password for Tocsin',
        lines: ['Somebody, probably you, asked for a new password. If it was not you, ignore this mail.', ...until],
        links,
      }
    case 'browser_gone':
      return {
        subject: `Tocsin cannot reach you any more in ${mail.browser ?? 'a browser'}`,
        lines: [
          `The push service says that ${mail.browser ?? 'this browser'} takes no more notifications, so you are not paged there. The permission was withdrawn, or the data of the browser was cleared.`,
          'Your other contacts are paged as before. To be paged there again, open your account in Tocsin in that browser and press “This browser” again.',
        ],
        links,
      }
    case 'password_changed':
      return {
        subject: 'Your password was changed',
        lines: ['If it was not you, ask an admin to reset your account at once.'],
        links,
      }
  }
}
