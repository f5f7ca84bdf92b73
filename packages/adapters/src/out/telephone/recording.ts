/**
 * What a caller left as a message, as Twilio keeps it (https://www.twilio.com/docs/voice/api/recording): fetched as MP3, which is a tenth of
 * WAV, with the account's own credentials, and from Twilio's own address alone, whatever a request says.
 */
import type { Failure } from '../failure.ts'
import type { Net } from '../net.ts'
import type { TwilioVoiceConfig } from './twilio-config.ts'

const TIMEOUT_MS = 20_000
/**
 * What can be otherwise later: Twilio tells of a recording a moment before it can be had (404), and somebody may just be changing the
 * credentials of the account (401, 403).
 */
const PASSING: readonly number[] = [401, 403, 404, 408, 429]

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

/** Whether a path leads to a recording of the account that is set up, which may have been another when the recording was told of. */
export function isOfAccount({ account_sid }: Pick<TwilioVoiceConfig, 'account_sid'>, path: string): boolean {
  return path.startsWith(`/2010-04-01/Accounts/${account_sid}/`)
}

/** Where the file stands at which a path points; whoever opens it needs the credentials of the account. */
export function recordingAddress({ url }: Pick<TwilioVoiceConfig, 'url'>, path: string): string {
  return `${url.replace(/\/+$/, '')}${path}.mp3`
}

/** One attempt; a failure says whether another can come to something. */
export async function fetchRecording(
  { download }: Pick<Net, 'download'>,
  config: Pick<TwilioVoiceConfig, 'account_sid' | 'auth_token' | 'url'>,
  { path, bytesMax }: { path: string; bytesMax: number },
): Promise<Recording> {
  if (!download) return refused('nothing can be fetched here')
  const { account_sid, auth_token } = config
  const answer = await download({
    url: recordingAddress(config, path),
    headers: { Authorization: `Basic ${Buffer.from(`${account_sid}:${auth_token}`).toString('base64')}` },
    timeoutMs: TIMEOUT_MS,
    bytesMax,
  })
  if ('error' in answer) return { failure: { code: 'unreachable', retry: 'later', cause: answer.cause } }
  if ('tooLarge' in answer) return refused(`it is larger than ${bytesMax / 1024 / 1024} MB`)
  if (answer.status === 200) return { bytes: answer.bytes }
  const isPassing = PASSING.includes(answer.status) || answer.status >= 500
  const cause = `Twilio answers ${answer.status}`
  return isPassing ? { failure: { code: 'provider_error', retry: 'later', cause } } : refused(cause)
}

function refused(cause: string): Recording {
  return { failure: { code: 'refused', retry: 'never', cause } }
}
