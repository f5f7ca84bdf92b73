/**
 * Fetches what callers of the hot line left as a message, and keeps it with their incidents as evidence. What is to be fetched is a row,
 * written with the note that tells of the message, so that any node goes on with it after a crash. Twilio has a recording mostly within some
 * seconds; while it does not, or cannot be reached, it is asked again for about a day, and then the timeline says where to download it.
 */
import { fetchRecording, isOfAccount } from '@tocsin/adapters/out/telephone/recording.ts'
import type { TwilioVoiceConfig } from '@tocsin/adapters/out/telephone/twilio-config.ts'
import { voiceConfigSchema } from '@tocsin/adapters/out/telephone/voice.ts'
import type { DurationMs, IncidentId, ReportId } from '@tocsin/core/kernel/brand.ts'
import { after, HOUR, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Loop, Round } from '../../shell/engine/loop.ts'
import { transact } from '../../shell/engine/transact.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import type { CallbackDeps } from './callback-deps.ts'
import {
  claimRecordings,
  endRecording,
  explainEnd,
  nextRecordingDue,
  postponeRecording,
  type Recording,
} from './hotline-recording.queries.ts'

export const RECORDING_LOOP = 'hotline-recordings'

export type RecordingDeps = Pick<CallbackDeps, 'db' | 'engine' | 'net' | 'channelConfig' | 'keepFiles'>

const AT_ONCE_MAX = 2
/** Longer than Twilio may take to hand one over. */
const LEASE_MS = (2 * MINUTE) as DurationMs
/** Behind each attempt but the last, which comes a little less than a day after the first. */
const PAUSES_MS = [
  ...[3 * SECOND, 10 * SECOND, 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE],
  ...Array.from({ length: 23 }, () => HOUR),
] as DurationMs[]

interface Problem {
  cause: string
  /** Another attempt comes to the same. */
  isFinal: boolean
}

const NOT_KEPT: Problem = {
  cause: 'the incident holds as many files as it can, or it is no recording',
  isFinal: true,
}

/** The loop of a node; several nodes share the work. */
export function createRecordingLoop(deps: RecordingDeps): Loop {
  const { db, engine } = deps
  return {
    name: RECORDING_LOOP,
    async round(): Promise<Round> {
      const now = engine.clock.now()
      const dueAt = await nextRecordingDue(db)
      if (dueAt === null || dueAt > now) return { isMore: false, dueAt }
      const leasedUntil = after(now, LEASE_MS)
      const recordings = await claimRecordings(db, { now, leasedUntil, limit: AT_ONCE_MAX })
      await Promise.all(recordings.map((recording) => workOn(deps, recording)))
      return { isMore: recordings.length > 0, dueAt: null }
    },
  }
}

async function workOn(deps: RecordingDeps, recording: Recording): Promise<void> {
  const problem = await attempt(deps, recording)
  if (problem === undefined) return
  const pause = PAUSES_MS[recording.attempts - 1]
  if (problem.isFinal || pause === undefined) return giveUp(deps, recording, problem)
  const dueAt = after(deps.engine.clock.now(), pause)
  await postponeRecording(deps.db, recording, { dueAt, problem: problem.cause })
}

/** Undefined when nothing is left to be done. */
async function attempt(deps: RecordingDeps, recording: Recording): Promise<Problem | undefined> {
  try {
    const config = twilioOf(deps)
    if (!config) return { cause: 'telephone calls do not go through Twilio any more', isFinal: false }
    const { path } = recording
    if (!isOfAccount(config, path))
      return { cause: 'it stands in another account of Twilio than the one of today', isFinal: true }
    const fetched = await fetchRecording(deps.net, config, { path, bytesMax: LIMITS.attachmentBytesMax })
    if ('failure' in fetched) return { cause: fetched.failure.cause, isFinal: fetched.failure.retry === 'never' }
    await keep(deps, recording, fetched.bytes)
    return undefined
  } catch (error) {
    const { incident_id: incident } = recording
    deps.engine.log.error({ incident, error: String(error) }, 'the message of a caller could not be kept')
    return { cause: 'Tocsin itself failed, and its log says more', isFinal: false }
  }
}

function twilioOf({ channelConfig }: RecordingDeps): TwilioVoiceConfig | undefined {
  const config = voiceConfigSchema.safeParse(channelConfig('voice'))
  return config.success && config.data.provider === 'twilio' ? config.data : undefined
}

/** In one transaction: that nothing is left to be done, the file, and the note that shows it. */
async function keep({ engine, keepFiles }: RecordingDeps, recording: Recording, content: Uint8Array): Promise<void> {
  const { path, seconds, reporter } = recording
  const incident = recording.incident_id as IncidentId
  await transact(engine, async (unit) => {
    await unit.load([incident])
    const isOurs = await endRecording(connectionOf(unit.tx), path, { problem: null })
    // Another node was faster, or the incident is gone with the years.
    if (!isOurs || !unit.state(incident)) return
    const files = [{ name: `hot-line-message-${seconds}s.mp3`, content }]
    const { words, leftOut } = await keepFiles(unit, { incident, files, uploadedBy: 'hot line' })
    const isKept = leftOut.length === 0
    if (!isKept) await explainEnd(connectionOf(unit.tx), path, NOT_KEPT.cause)
    const text = isKept ? `What the caller of the hot line said: ${words.join(' ')}` : wordsOfEnd(recording, NOT_KEPT)
    unit.run(incident, { type: 'AddNote', text }, { kind: 'reporter', id: reporter as ReportId })
  })
}

async function giveUp({ engine }: RecordingDeps, recording: Recording, problem: Problem): Promise<void> {
  const { path, attempts, reporter } = recording
  const incident = recording.incident_id as IncidentId
  engine.log.warn({ incident, attempts, problem: problem.cause }, 'the message of a caller is given up')
  await transact(engine, async (unit) => {
    await unit.load([incident])
    const end = { problem: problem.cause, ofAttempt: attempts }
    const isOurs = await endRecording(connectionOf(unit.tx), path, end)
    if (!isOurs || !unit.state(incident)) return
    const text = wordsOfEnd(recording, problem)
    unit.run(incident, { type: 'AddNote', text }, { kind: 'reporter', id: reporter as ReportId })
  })
}

function wordsOfEnd({ address, attempts }: Recording, { cause, isFinal }: Problem): string {
  const what = isFinal ? 'was not kept' : `could not be fetched from Twilio in ${attempts} attempts`
  return `The message of the caller of the hot line ${what}: ${cause}. Download it by hand, with the credentials of the account: ${address}`
}
