/**
 * Sends what was pressed while the line was down. The service worker and every page may do it: a lock keeps them apart, and what is
 * sent twice changes nothing the second time.
 */
import { now } from '../ports/clock.ts'
import { listActs, putAct } from './act-store.ts'
import { API, AS_OF_HEADER } from './kept-views.ts'
import { type ActOutcome, type IncidentNow, isTooOld, judgeAct, type QueuedAct } from './queued-act.ts'

const LOCK = 'tocsin-acts'
const TIMEOUT_MS = 15_000

/** The line is still down: what waits goes on waiting. */
class LineDown extends Error {
  override readonly name = 'LineDown'
}

interface SessionNow {
  csrf_token: string
  user: { id: string } | null
}

/** Resolves with how many acts still wait for the line. Whoever comes while another sends leaves it to them. */
export async function sendActs(): Promise<number> {
  if (!('locks' in navigator)) return sendAll()
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? sendAll() : 0))
}

async function sendAll(): Promise<number> {
  const waiting = (await listActs()).filter(({ state }) => state === 'waiting' || state === 'signed_out')
  if (waiting.length === 0) return 0
  try {
    const session = waiting.some(({ link }) => link === undefined) ? await readSession() : null
    for (const act of waiting) await settle(act, session)
    return 0
  } catch (error) {
    if (error instanceof LineDown) return waiting.length
    throw error
  }
}

/** One act, to its end as far as it goes now. */
async function settle(act: QueuedAct, session: SessionNow | null): Promise<void> {
  if (isTooOld(act, now())) return putAct({ ...act, state: 'asks' })
  if (act.link !== undefined) return putAct({ ...act, state: { done: await followLink(act.link) } })
  // Of somebody who is not signed in here at the moment: it waits for them, until it is too old.
  if (!session?.user || session.user.id !== act.person) return keepFor(act, 'signed_out')
  const path = `${API}/incidents/${encodeURIComponent(act.incident)}`
  const answer = await ask(path)
  if (!answer.ok) return putAct({ ...act, state: { done: await refusalOf(answer) } })
  const verdict = judgeAct(act, session.user.id, (await answer.json()) as IncidentNow)
  if (verdict !== 'send') return putAct({ ...act, state: { done: verdict } })
  const sent = await ask(`${path}/${act.kind}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'X-CSRF-Token': session.csrf_token },
    body: JSON.stringify(act.body ?? {}),
  })
  if (sent.status === 401) return keepFor(act, 'signed_out')
  await putAct({ ...act, state: { done: sent.ok ? { outcome: 'sent' } : await refusalOf(sent) } })
}

async function keepFor(act: QueuedAct, state: 'signed_out'): Promise<void> {
  if (act.state !== state) await putAct({ ...act, state })
}

async function readSession(): Promise<SessionNow | null> {
  const answer = await ask(`${API}/session`)
  return answer.ok ? ((await answer.json()) as SessionNow) : null
}

/** What the server says of a link, in its words. */
export async function followLink(path: string): Promise<ActOutcome> {
  const answer = await ask(path, { method: 'POST' })
  const {
    tone,
    heading = '',
    lines = [],
  } = (await answer.json().catch(() => ({}))) as {
    tone?: string
    heading?: string
    lines?: string[]
  }
  if (answer.ok && tone === 'done') return { outcome: 'sent' }
  return { outcome: 'refused', message: [heading, ...lines].join(' ').trim() || String(answer.status) }
}

/** Rejects with {@link LineDown} where no answer came, or one of something in front of a server that is away. */
async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { accept: 'application/json', ...init.headers }
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init, headers, signal }).catch(
    () => {
      throw new LineDown()
    },
  )
  if (answer.status >= 500 || answer.status === 429 || answer.headers.has(AS_OF_HEADER)) throw new LineDown()
  return answer
}

async function refusalOf(answer: Response): Promise<ActOutcome> {
  const { error } = (await answer.json().catch(() => ({}))) as { error?: { message?: string } }
  return { outcome: 'refused', message: error?.message ?? String(answer.status) }
}
