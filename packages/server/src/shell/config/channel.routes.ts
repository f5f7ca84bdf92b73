import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { z } from 'zod'
import { actorOf, type Principal } from '../auth/principal.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { textSchema } from '../http/text-schema.ts'
import { tryUnseal } from '../secrets/secrets.ts'
import { changeConfiguration, getForChange } from './change-configuration.ts'
import {
  type ChannelRow,
  channelKind,
  channelRow,
  keepSecrets,
  readChannel,
  showChannelConfig,
} from './channel-configuration.ts'
import { ownerOf } from './config-kind.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'

const params = z.object({ channel: textSchema(50) })

const channelSchema = z
  .object({
    channel: z.string(),
    is_configured: z.boolean(),
    works_without: z.boolean().describe('Whether it works without settings.'),
    takes_second: z.boolean().describe('Whether `settings.second` may name a second provider.'),
    is_readable: z.boolean().describe('False when its settings are encrypted with a key that is not at hand.'),
    settings: z.record(z.string(), z.unknown()).nullable().describe('Passwords and tokens are left out.'),
    owned_by: z.enum(['app', 'file']).nullable(),
    addresses: z
      .array(z.object({ for: z.enum(['replies', 'events', 'updates', 'hotline']), url: z.string() }))
      .describe('Addresses of this installation that are entered at the provider.'),
  })
  .meta({ id: 'Channel' })
type ChannelView = z.output<typeof channelSchema>

export function channelRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'listChannels',
      tag: 'channels',
      summary: 'List the channels and how they are set up',
      method: 'GET',
      path: '/channels',
      permission: 'installation.read',
      success: z.object({ items: z.array(channelSchema), next: z.null() }),
      async handle() {
        const rows = new Map((await channelKind.list(deps.db)).map((row) => [row.channel, row]))
        return { items: [...outChannels.keys()].map((name) => presentChannel(deps, name, rows.get(name))), next: null }
      },
    }),
    defineRoute({
      id: 'setChannel',
      tag: 'channels',
      summary: 'Set up a channel',
      description:
        'Replaces all settings: a field that is sent as it was shown keeps its secret, one that is left out is removed. `second` holds those of a second provider, where the channel takes one.',
      method: 'PUT',
      path: '/channels/:channel',
      permission: 'settings.write',
      params,
      body: z.record(z.string(), z.unknown()),
      success: channelSchema,
      handle: ({ params: { channel }, body, principal, at }) => setChannel(deps, channel, body, { principal, at }),
    }),
    defineRoute({
      id: 'deleteChannel',
      tag: 'channels',
      summary: 'Forget the settings of a channel',
      method: 'DELETE',
      path: '/channels/:channel',
      permission: 'settings.write',
      params,
      async handle({ params: { channel }, principal, at }) {
        const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
          await getForChange(editor, channelKind, channel)
          await editor.drop(channelKind, channel)
        })
        if ('rejected' in outcome) return outcome
        await deps.configurationChanged()
        return undefined
      },
    }),
  ]
}

async function setChannel(
  deps: ConfigurationDeps,
  name: string,
  given: Record<string, unknown>,
  { principal, at }: { principal: Principal; at: Instant },
) {
  if (!outChannels.has(name)) return { rejected: { code: 'not_found' as const } }
  const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
    const existing = await channelKind.find(editor.db, name)
    const channel = readChannel(name, keepSecrets(given, configOf(deps, existing)))
    if ('problems' in channel) return editor.reject('invalid_request', undefined, channel.problems)
    await editor.put(channelKind, channelRow(name, channel.config, { existing, secrets: deps.secrets }))
    return getForChange(editor, channelKind, name)
  })
  if ('rejected' in outcome) return outcome
  await deps.configurationChanged()
  return presentChannel(deps, name, outcome.result)
}

function presentChannel(deps: ConfigurationDeps, name: string, row: ChannelRow | undefined): ChannelView {
  const config = configOf(deps, row)
  return {
    channel: name,
    is_configured: row !== undefined,
    works_without: 'config' in readChannel(name, undefined),
    takes_second: outChannels.get(name)?.hasSecond === true,
    is_readable: row === undefined || config !== undefined,
    settings: config === undefined ? null : { ...(showChannelConfig(config) as Record<string, unknown>) },
    owned_by: row ? ownerOf(row.owned_by) : null,
    addresses: addressesOf(deps, name, config),
  }
}

interface AddressSettings {
  provider?: string
  hotline?: string
  signing_secret?: string
}

/** Where providers of a channel that is set up report to; see the callbacks of channels. */
function addressesOf({ publicUrl }: ConfigurationDeps, channel: string, config: unknown): ChannelView['addresses'] {
  const { provider, hotline, signing_secret: secret } = { ...(config as AddressSettings) }
  const address = (use: ChannelView['addresses'][number]['for']) => [
    { for: use, url: `${publicUrl()}/callback/${channel}` },
  ]
  if (channel === 'sms' && provider === 'twilio') return address('replies')
  if (channel === 'voice' && hotline === 'on') return [{ for: 'hotline', url: `${publicUrl()}/callback/hotline` }]
  if (channel === 'slack' && secret !== undefined) return address('events')
  return channel === 'telegram' && config !== undefined ? address('updates') : []
}

function configOf({ secrets }: ConfigurationDeps, row: ChannelRow | undefined): unknown {
  const text = row && tryUnseal(secrets, row.config_sealed)
  return text === undefined ? undefined : JSON.parse(text)
}
