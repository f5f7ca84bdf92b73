/** Channels: how messages leave. What a channel needs is its adapter's schema; all of it is stored sealed. */
import type { OutChannel } from '@tocsin/adapters/out/channel.ts'
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../database/schema.ts'
import { canonicalJson } from '../engine/fact-chain.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { type DocumentValue, Hidden, kindOfTable } from './config-kind.ts'
import { didYouMean } from './nearest.ts'
import type { FieldProblem } from './references.ts'
import { sealAgain } from './row-context.ts'

export type ChannelRow = Selectable<Schema['channels']>

/** By the name of the channel. */
export const channelsInput = z.record(z.string(), z.unknown(), { error: 'expected channels, each with its settings' })

export const channelKind = kindOfTable<ChannelRow>({
  name: 'channel',
  table: 'channels',
  key: 'channel',
  describe: ({ channel, config_sealed }) => ({ id: channel, settings: new Hidden(config_sealed) }),
})

/** Parses what was said about a channel, or tells what is wrong; paths begin behind the channel's name. */
export function readChannel(name: string, given: unknown): { config: unknown } | { problems: FieldProblem[] } {
  const channel = outChannels.get(name)
  if (!channel) return { problems: [{ path: [], problem: unknownChannel(name) }] }
  const { first, second } = splitProviders(channel, given)
  const parsed = channel.configSchema.safeParse(first)
  const other = second === undefined ? undefined : channel.configSchema.safeParse(second)
  if (parsed.success && (!other || other.success))
    return { config: other ? { ...(parsed.data as object), second: other.data } : parsed.data }
  const problems = (result: z.ZodSafeParseResult<unknown> | undefined) =>
    (result?.error?.issues ?? []).flatMap((issue) => problemsOfIssue(channel, issue))
  return {
    problems: [
      ...problems(parsed),
      ...problems(other).map(({ path, problem }) => ({ path: ['second', ...path], problem })),
    ],
  }
}

/** Where there can be no second provider, `second` is a field like any other, and refused. */
function splitProviders({ hasSecond }: OutChannel, given: unknown): { first: unknown; second?: unknown } {
  if (!hasSecond || !isObject(given)) return { first: given ?? undefined }
  const { second, ...first } = given
  return { first, second }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function unknownChannel(name: string): string {
  const known = [...outChannels.keys()]
  return `there is no channel "${name}".${didYouMean(name, known) || ` There are ${known.join(', ')}.`}`
}

export function channelRow(
  channel: string,
  config: unknown,
  { existing, secrets }: { existing: ChannelRow | undefined; secrets: Secrets },
): ChannelRow {
  const config_sealed = sealAgain(secrets, existing?.config_sealed, canonicalJson(config))
  return { channel, config_sealed, owned_by: existing?.owned_by ?? 'app' }
}

/** The settings of a second provider, in those of the first. */
const SECOND = 'second'
const SECRET_FIELD = /token|secret|password|key/i

/** A channel's configuration for eyes: passwords in addresses and whatever is called a token or key are left out. */
export function showChannelConfig(config: unknown): DocumentValue {
  if (typeof config !== 'object' || config === null) return null
  const entries = Object.entries(config).map(([field, value]): [string, DocumentValue] => {
    if (field === SECOND) return [field, showChannelConfig(value)]
    if (typeof value !== 'string') return [field, null]
    return [field, SECRET_FIELD.test(field) ? '(secret)' : withoutPassword(value)]
  })
  return Object.fromEntries(entries)
}

/** What somebody sends back as it was shown to them stands for what is stored. */
export function keepSecrets(given: Record<string, unknown>, stored: unknown): Record<string, unknown> {
  const shown = showChannelConfig(stored)
  if (typeof shown !== 'object' || shown === null || typeof stored !== 'object' || stored === null) return given
  const [before, after] = [new Map(Object.entries(shown)), new Map<string, unknown>(Object.entries(stored))]
  return Object.fromEntries(
    Object.entries(given).map(([field, value]) => {
      if (field === SECOND && isObject(value)) return [field, keepSecrets(value, after.get(field))]
      return [field, before.get(field) === value ? after.get(field) : value]
    }),
  )
}

function withoutPassword(value: string): string {
  if (!URL.canParse(value)) return value
  const url = new URL(value)
  if (url.password === '') return value
  url.password = '***'
  return url.href
}

function problemsOfIssue(channel: OutChannel, issue: z.core.$ZodIssue): FieldProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], problem: `is no field of the channel ${channel.channel}` }))
  }
  const isMissing = issue.code === 'invalid_type' && /undefined/.test(issue.message)
  return [{ path, problem: isMissing ? 'is missing' : issue.message }]
}
