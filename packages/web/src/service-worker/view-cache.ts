/**
 * The last view of each screen, for when the line is down: network first, and what is kept says when it was true. There is one cache
 * for each person; it ends when they sign out, when their session is over, or when somebody else signs in.
 */
import { removeAllActs } from '../offline/act-store.ts'
import { API, AS_OF_HEADER, factsAfter, joinFacts, KEPT, type KeptView, keptAs, trueAt } from '../offline/kept-views.ts'
import { after, now } from '../ports/clock.ts'
import { worker } from './worker-scope.ts'

const PREFIX = 'tocsin-views-'
const READER = 'tocsin-reader'
const READER_KEY = '/reader'

/** A slow line: what is kept is shown after this, and what comes later still. */
const PATIENCE_MS = 4_000

/** Rises when views are dropped: an answer that was on its way then is not kept any more. */
let epoch = 0

/** Reads of views, and the words by which somebody comes or goes. */
export function isView(request: Request, url: URL): boolean {
  if (url.pathname === `${API}/session`) return true
  return request.method === 'GET' && keptAs(url) !== undefined
}

export async function answerView(request: Request, keepAlive: (work: Promise<unknown>) => void): Promise<Response> {
  const view = keptAs(new URL(request.url))
  if (view === undefined) return fetch(request)
  if (request.method !== 'GET') return answerSession(request, view, keepAlive)
  const began = epoch
  const live = fetch(request).then((answer) => {
    keepAlive(keep(view, answer, began))
    return answer
  })
  keepAlive(live.catch(() => undefined))
  const inTime = await Promise.race([live.catch(() => undefined), patience()])
  if (inTime !== undefined && inTime !== 'late' && inTime.status < 502) return inTime
  const kept = await findKept(view)
  if (kept === undefined) return live
  if (inTime === 'late') keepAlive(live.then(tellPages, () => undefined))
  return kept
}

/**
 * Somebody signs in or out. Whatever the server says to the latter, they are gone from this browser; and a browser whose stores are broken,
 * or never answer, must not keep them signed in. What was pressed carries its person, so that nobody else sends what could not be removed.
 */
async function answerSession(
  request: Request,
  view: KeptView,
  keepAlive: (work: Promise<unknown>) => void,
): Promise<Response> {
  if (request.method === 'DELETE') {
    await Promise.race([Promise.allSettled([dropViews(), removeAllActs()]), patience()])
    return fetch(request)
  }
  const began = epoch
  const answer = await fetch(request)
  if (request.method === 'POST' && answer.ok) keepAlive(keep(view, answer, began))
  return answer
}

async function keep(view: KeptView, answer: Response, began: number): Promise<void> {
  if (answer.status === 401) return dropViews()
  if (!answer.ok) return
  const text = await answer.clone().text()
  if (text.length > KEPT.charsMax || began !== epoch) return
  const headers = headersOf(answer)
  const kept = await toKeep(view, text, headers)
  const person = await readPerson()
  if (kept === undefined || person === undefined || began !== epoch) return
  const cache = await caches.open(PREFIX + person)
  await cache.put(view.key, new Response(kept, { headers }))
  await trim(cache)
}

type KeptHeaders = ReturnType<typeof headersOf>

function headersOf({ headers }: Response) {
  return { 'content-type': 'application/json', [AS_OF_HEADER]: String(trueAt(headers.get('date'), now())) }
}

/** What of an answer is kept; undefined where it is nothing. */
async function toKeep(view: KeptView, text: string, headers: KeptHeaders): Promise<string | undefined> {
  if (view.kind === 'session') return rememberPerson(text, headers)
  if (view.kind === 'answer') return text
  const before = await findKept({ ...view, after: undefined })
  const joined = joinFacts(await before?.json(), view.after, JSON.parse(text))
  return joined && JSON.stringify(joined)
}

/** The session without its token, which is a secret. Somebody else than before: what the other one saw goes. */
async function rememberPerson(text: string, headers: KeptHeaders): Promise<string | undefined> {
  const session = JSON.parse(text) as { csrf_token: string; user: { id: string } | null }
  if (session.user === null) return undefined
  const { id } = session.user
  if ((await readPerson()) !== id) {
    await dropViews()
    // The answer at hand is the first of the new person.
    const reader = await caches.open(READER)
    await reader.put(READER_KEY, new Response(id))
    const cache = await caches.open(PREFIX + id)
    await cache.put(`${API}/session`, new Response(JSON.stringify({ ...session, csrf_token: '' }), { headers }))
  }
  return JSON.stringify({ ...session, csrf_token: '' })
}

async function readPerson(): Promise<string | undefined> {
  const found = await (await caches.open(READER)).match(READER_KEY)
  return found?.text()
}

async function dropViews(): Promise<void> {
  epoch += 1
  const names = await caches.keys()
  const ours = names.filter((name) => name.startsWith(PREFIX) || name === READER)
  await Promise.all(ours.map((name) => caches.delete(name)))
}

async function findKept(view: KeptView): Promise<Response | undefined> {
  const person = await readPerson()
  if (person === undefined) return undefined
  const kept = await (await caches.open(PREFIX + person)).match(view.key)
  if (kept === undefined || now() - asOf(kept) > KEPT.ageMsMax) return undefined
  if (view.kind !== 'facts') return kept
  return new Response(JSON.stringify(factsAfter(await kept.json(), view.after)), { headers: kept.headers })
}

/** Bounded: what was seen longest ago goes first. */
async function trim(cache: Cache): Promise<void> {
  const keys = await cache.keys()
  if (keys.length <= KEPT.viewsMax) return
  const aged = await Promise.all(keys.map(async (key) => ({ key, at: asOf(await cache.match(key)) })))
  const old = aged.toSorted((a, b) => a.at - b.at).slice(0, keys.length - KEPT.viewsMax)
  await Promise.all(old.map(({ key }) => cache.delete(key)))
}

function asOf(answer: Response | undefined): number {
  return Number(answer?.headers.get(AS_OF_HEADER) ?? 0)
}

function patience(): Promise<'late'> {
  return new Promise((resolve) => after(PATIENCE_MS, () => resolve('late')))
}

/** What was shown out of the cache has come after all. */
async function tellPages(): Promise<void> {
  for (const page of await worker.clients.matchAll({ type: 'window' })) page.postMessage({ type: 'view_renewed' })
}
