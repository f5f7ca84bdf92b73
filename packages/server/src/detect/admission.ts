/** Whether a request may be read: what it is read with, and whether it is from whom it says. */
import type { DoorContext, DoorReply, DoorRequest, InAdapter, Verdict } from '@tocsin/adapters/in/door.ts'
import type { SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { Outside } from './outside.ts'

/** What proves the senders of a source; `unreadable` where there is one but the key at hand does not open it. */
export type SourceSecret = { text: string } | 'none' | 'unreadable'

export interface AdmissionDeps {
  outside: Outside
  secretOf(source: SourceId): SourceSecret
}

export type Admission = { context: DoorContext } | { reply: DoorReply; problem: string }

/** A chain of fetches is a mistake of an adapter, or an attack. */
const FETCHES_MAX = 3

/**
 * What a request is read with, once it is known to be genuine. One that cannot be told now (a certificate that is out of reach, a
 * secret that cannot be decrypted) is sent away with the status that makes its sender come back, and never taken unproven.
 */
export async function admit(
  { outside, secretOf }: AdmissionDeps,
  adapter: InAdapter,
  source: Source,
  request: DoorRequest,
): Promise<Admission> {
  const secret = secretOf(source.id)
  if (secret === 'unreadable')
    return {
      reply: adapter.busy(),
      problem: 'the secret of the source cannot be decrypted with the secret key at hand; enter it again',
    }
  const context = contextOf(source, secret === 'none' ? undefined : secret.text)
  let verdict: Verdict = adapter.verify?.(request, context) ?? { isGenuine: true }
  for (let fetches = 0; 'fetch' in verdict; fetches += 1) {
    if (fetches === FETCHES_MAX) return { reply: adapter.busy(), problem: 'the proof of the sender has no end' }
    const fetched = await outside.fetchKept(verdict.fetch)
    if ('problem' in fetched) return { reply: adapter.busy(), problem: fetched.problem }
    verdict = verdict.judge(fetched.text)
  }
  return 'refusal' in verdict ? { reply: verdict.refusal, problem: verdict.problem } : { context }
}

/** What a request of a source that is known to be genuine is read with. */
export function contextOf(source: Source, secret?: string): DoorContext {
  return {
    defaultSeverity: source.defaultSeverity,
    ...(source.map && { map: source.map }),
    ...(source.options && { options: source.options }),
    ...(secret !== undefined && { secret }),
  }
}
