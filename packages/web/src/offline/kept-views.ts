/**
 * Which answers of the API are kept for when the line is down: what somebody looked at last, of the screens that matter at night.
 * Everything else is never kept: pictures, raw bodies, keys and addresses of sources, settings, people.
 */

export const API = '/api/v1'

/** Says when a kept answer was given, in milliseconds; a live answer does not have it. */
export const AS_OF_HEADER = 'x-tocsin-as-of'

export const KEPT = {
  viewsMax: 80,
  charsMax: 1_000_000,
  /** Older than this nothing helps anybody. */
  ageMsMax: 7 * 86_400_000,
} as const

export interface KeptView {
  /** The same for every way of asking for the same thing. */
  key: string
  /** `session` loses its token; `facts` grow, because only those after the last known one are asked for. */
  kind: 'session' | 'facts' | 'answer'
  /** Of facts: those after this version were asked for. */
  after?: number
}

const PLAIN = new Set(['/home', '/on-call', '/incident-views', '/incidents', '/incidents/count'])
/** What is asked for of a list beyond its first page, or of single rows of it, is no view. */
const PARTIAL = ['cursor', 'ids', 'at']
const OF_INCIDENT = /^\/incidents\/INC-[^/]+(\/(facts|alerts|changes))?$/

/** What an address of the API is kept as; undefined when it is not kept. */
export function keptAs({ pathname, searchParams }: URL): KeptView | undefined {
  if (!pathname.startsWith(`${API}/`)) return undefined
  const path = pathname.slice(API.length)
  if (path === '/session') return { key: pathname, kind: 'session' }
  if (PARTIAL.some((name) => searchParams.has(name))) return undefined
  const [, , part] = OF_INCIDENT.exec(path) ?? []
  if (part === 'facts') return factsView(pathname, searchParams.get('after'))
  if (!PLAIN.has(path) && !OF_INCIDENT.test(path)) return undefined
  const sorted = new URLSearchParams([...searchParams].sort(([a], [b]) => a.localeCompare(b))).toString()
  return { key: sorted === '' ? pathname : `${pathname}?${sorted}`, kind: 'answer' }
}

function factsView(key: string, after: string | null): KeptView {
  return { key, kind: 'facts', ...(after !== null && { after: Number(after) }) }
}

/**
 * When an answer was true, by the clock of the server that gave it: a machine's own may be wrong. By the machine's where the answer does not say.
 *
 * @param date the `Date` of the answer, as RFC 9110 has it; whole seconds
 */
export function trueAt(date: string | null, nowMs: number): number {
  const ms = Date.parse(date ?? '')
  return Number.isNaN(ms) ? nowMs : ms
}

interface FactPage {
  items: { version: number }[]
  next: string | null
}

/** What is kept of a timeline once more of it came; undefined where there would be a hole. */
export function joinFacts(
  kept: FactPage | undefined,
  after: number | undefined,
  fresh: FactPage,
): FactPage | undefined {
  if (after === undefined) return { items: fresh.items, next: null }
  if (kept === undefined) return undefined
  const known = kept.items.filter(({ version }) => version <= after)
  if (known.at(-1)?.version !== after) return undefined
  return { items: [...known, ...fresh.items], next: null }
}

/** The part of a kept timeline that was asked for. */
export function factsAfter(kept: FactPage, after = Number.NEGATIVE_INFINITY): FactPage {
  return { items: kept.items.filter(({ version }) => version > after), next: null }
}

/** The read that a page of the console stands on, by which its age is told; undefined where none is kept. */
export function mainReadOf(pathname: string): string | undefined {
  if (pathname === '/') return '/home'
  if (pathname === '/incidents' || pathname === '/on-call') return pathname
  return /^\/incidents\/INC-[^/]+$/.exec(pathname)?.[0]
}
