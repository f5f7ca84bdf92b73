import type { OutChannel } from './channel.ts'
import { discordChannel } from './discord/send.ts'
import { emailChannel } from './email/send.ts'
import { googlechatChannel } from './googlechat/send.ts'
import { gotifyChannel } from './gotify/send.ts'
import { mattermostChannel } from './mattermost/send.ts'
import { ntfyChannel } from './ntfy/send.ts'
import { pushoverChannel } from './pushover/send.ts'
import { slackChannel } from './slack/send.ts'
import { teamsChannel } from './teams/send.ts'
import { telegramChannel } from './telegram/send.ts'
import { smsChannel } from './telephone/sms.ts'
import { voiceChannel } from './telephone/voice.ts'
import { webhookChannel } from './webhook/send.ts'
import { webpushChannel } from './webpush/send.ts'

const ALL: readonly OutChannel[] = [
  ...[emailChannel, smsChannel, voiceChannel, webpushChannel, ntfyChannel],
  ...[slackChannel, teamsChannel, telegramChannel, pushoverChannel, gotifyChannel],
  ...[discordChannel, mattermostChannel, googlechatChannel, webhookChannel],
] as OutChannel[]

/**
 * Every way out, by the name that contacts and the configuration use. A channel's `send` takes what its own `configSchema` parsed,
 * nothing else: the registry forgets the type, the schema restores it.
 */
export const outChannels: ReadonlyMap<string, OutChannel> = new Map(ALL.map((channel) => [channel.channel, channel]))
