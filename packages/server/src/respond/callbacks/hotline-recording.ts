/** The message that a caller of the hot line left: kept with the incident as evidence, beside the note that says so. */
import { fetchRecording, recordingPath } from '@tocsin/adapters/out/telephone/recording.ts'
import type { TwilioVoiceConfig } from '@tocsin/adapters/out/telephone/twilio-config.ts'
import type { ReportId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { doOnce } from '../../shell/engine/do-once.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { CallbackLink } from '../../shell/secrets/callback-links.ts'
import type { CallbackDeps } from './callback-deps.ts'

/** Until Twilio has made it: mostly some seconds. */
const AGAIN_AFTER_MS: readonly number[] = [3_000, 10_000, 30_000, 120_000]

export interface VoiceMail {
  /** As Twilio told it. */
  url: string
  seconds: number
}

/**
 * Nobody waits for it: Twilio is answered meanwhile. What cannot be had is said by a note, with the address at which it stands.
 *
 * @returns a sentence that says why it was not kept, if it was not
 */
export async function keepVoiceMail(
  deps: CallbackDeps,
  config: TwilioVoiceConfig,
  link: CallbackLink,
  { url, seconds }: VoiceMail,
): Promise<string | undefined> {
  const path = recordingPath(config, url)
  if (path === undefined) return 'its address is none of a recording of our account'
  let failure = 'it could not be fetched'
  for (const pause of [0, ...AGAIN_AFTER_MS]) {
    if (pause > 0) await deps.engine.clock.sleep(pause)
    const recording = await fetchRecording(deps.net, config, { path, bytesMax: LIMITS.attachmentBytesMax })
    if ('bytes' in recording) return keep(deps, link, { path, seconds, bytes: recording.bytes })
    failure = recording.failure.cause
    if (recording.failure.retry === 'never') break
  }
  return failure
}

async function keep(
  { engine, keepFiles }: CallbackDeps,
  { incident, person }: CallbackLink,
  { path, seconds, bytes }: { path: string; seconds: number; bytes: Uint8Array },
): Promise<string | undefined> {
  const actor = { kind: 'reporter', id: person as unknown as ReportId } as const
  let problem: string | undefined
  await transact(engine, async (unit) => {
    await unit.load([incident])
    if (!unit.state(incident)) return
    await doOnce(unit, { purpose: 'hot line recording', key: path }, async () => {
      const files = [{ name: `hot-line-message-${seconds}s.mp3`, content: bytes }]
      const { words, leftOut } = await keepFiles(unit, { incident, files, uploadedBy: 'hot line' })
      if (leftOut.length > 0) problem = 'the incident holds as many files as it can, or it is no recording'
      else
        unit.run(incident, { type: 'AddNote', text: `What the caller of the hot line said: ${words.join(' ')}` }, actor)
      return { kept: words.length }
    })
  })
  return problem
}
