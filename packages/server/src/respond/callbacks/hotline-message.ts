/** A caller of the hot line left a message: the timeline says so, and with it is written down that the recording is to be fetched. */
import { recordingAddress, recordingPath } from '@tocsin/adapters/out/telephone/recording.ts'
import type { TwilioVoiceConfig } from '@tocsin/adapters/out/telephone/twilio-config.ts'
import type { ReportId } from '@tocsin/core/kernel/brand.ts'
import type { CallbackLink } from '../../shell/secrets/callback-links.ts'
import type { CallbackDeps } from './callback-deps.ts'
import { noteOnce } from './hotline-notes.ts'
import { insertRecording } from './hotline-recording.queries.ts'
import { RECORDING_LOOP } from './hotline-recording-loop.ts'

/** Twilio is answered behind it, and never waits for the recording itself. */
export async function takeMessage(
  deps: CallbackDeps,
  config: TwilioVoiceConfig,
  link: CallbackLink,
  form: URLSearchParams,
): Promise<void> {
  const url = form.get('RecordingUrl') ?? ''
  const seconds = Math.round(Number(form.get('RecordingDuration') ?? 0)) || 0
  const path = recordingPath(config, url)
  const text = /^https?:\/\/[^\s<>()]+$/.test(url)
    ? `The caller of the hot line left a message of ${seconds} seconds: ${url}`
    : 'The caller of the hot line left no message.'
  if (path === undefined) {
    await noteOnce(deps, link, text)
    const problem = 'its address is none of a recording of our account'
    if (url !== '') await noteOnce(deps, link, `The message of the caller of the hot line was not kept: ${problem}.`)
    return
  }
  const { incident } = link
  const reporter = link.person as unknown as ReportId
  const recording = { path, address: recordingAddress(config, path), incident, reporter, seconds }
  await noteOnce(deps, link, text, (db, at) => insertRecording(db, recording, at))
  deps.engine.nudge.nudge(RECORDING_LOOP)
}
