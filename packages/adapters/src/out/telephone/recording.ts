/**
 * What a caller left as a message, as Twilio keeps it (https://www.twilio.com/docs/voice/api/recording): fetched as MP3, which is a tenth of
 * WAV, with the account's own credentials, and from Twilio's own address alone, whatever a request says.
 */
import type { Failure } from '../failure.ts'
import type { Net } from '../net.ts'
import type { TwilioVoiceConfig } from './twilio-config.ts'

const TIMEOUT_MS = 20_000
/** Twilio tells of a recording a moment before it can be had. */
const NOT_THERE = 404

export type Recording = { bytes: Uint8Array } | { failure: Failure }

/** Undefined for an address that is none of a recording of this account. */
export function recordingPath(
  { account_sid }: Pick<TwilioVoiceConfig, 'account_sid'>,
  url: string,
): string | undefined {
  const path = URL.parse(url)?.pathname.replace(/\.(?:mp3|wav)$/, '') ?? ''
  const [, sid, recording] = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})\/Recordings\/(RE[0-9a-f]{32})$/.exec(path) ?? []
  return sid === account_sid && recording !== undefined ? path : undefined
}

export async function fetchRecording(
  { download }: Pick<Net, 'download'>,
  config: Pick<TwilioVoiceConfig, 'account_sid' | 'auth_token' | 'url'>,
  { path, bytesMax }: { path: string; bytesMax: number },
): Promise<Recording> {
  if (!download) return refused('nothing can be fetched here')
  const { account_sid, auth_token, url } = config
  const answer = await download({
    url: `${url.replace(/\/+$/, '')}${path}.mp3`,
    headers: { Authorization: `Basic ${Buffer.from(`${account_sid}:${auth_token}`).toString('base64')}` },
    timeoutMs: TIMEOUT_MS,
    bytesMax,
  })
  if ('error' in answer) return { failure: { code: 'unreachable', retry: 'later', cause: answer.cause } }
  if ('tooLarge' in answer) return refused(`it is larger than ${bytesMax / 1024 / 1024} MB`)
  if (answer.status === 200) return { bytes: answer.bytes }
  const isPassing = answer.status === NOT_THERE || answer.status === 429 || answer.status >= 500
  const cause = `Twilio answers ${answer.status}`
  return isPassing ? { failure: { code: 'provider_error', retry: 'later', cause } } : refused(cause)
}

function refused(cause: string): Recording {
  return { failure: { code: 'refused', retry: 'never', cause } }
}
