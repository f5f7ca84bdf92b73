/**
 * The console's own files, of one build. They carry a hash in their names, so what is kept is never wrong; the page itself comes from
 * the network as long as there is one, so that a new build is met at once.
 */
import { after } from '../ports/clock.ts'
import { worker } from './worker-scope.ts'

/** Made by the build: every file of the console that a page may need, and a hash over all of them. */
declare const __SHELL__: { readonly version: string; readonly files: readonly string[] }

const PREFIX = 'tocsin-shell-'
const OWN = PREFIX + __SHELL__.version
const PAGE = '/'

/** Longer than a good line takes; on a bad one the page that is kept is better than a white screen. */
const PAGE_PATIENCE_MS = 3_000

/** Paths that answer machines, or without a login, and are no page of the console. */
const NOT_OURS = /^\/(api|in|am|v2|a|report|metrics|healthz|readyz|assets)(\/|$)/

export async function keepShell(): Promise<void> {
  const cache = await caches.open(OWN)
  await cache.addAll([PAGE, ...__SHELL__.files])
}

/**
 * Other builds stay for as long as another page of theirs may be open, which still loads its parts from there, and while a newer one
 * waits: its files are not old.
 */
export async function dropOldShells(): Promise<void> {
  if (worker.registration.waiting ?? worker.registration.installing) return
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (pages.length > 1) return
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== OWN).map((name) => caches.delete(name)))
}

export function isPage(request: Request, url: URL): boolean {
  return request.mode === 'navigate' && !NOT_OURS.test(url.pathname)
}

export function isAsset(url: URL): boolean {
  return url.pathname.startsWith('/assets/')
}

/** The network's page; what is kept where none comes in time, or where something in front of a server that is away answers. */
export async function answerPage(request: Request): Promise<Response> {
  const fresh = fetch(request).then(
    (answer) => (answer.status >= 502 ? undefined : answer),
    () => undefined,
  )
  const late = new Promise<undefined>((resolve) => after(PAGE_PATIENCE_MS, () => resolve(undefined)))
  const inTime = await Promise.race([fresh, late])
  return inTime ?? (await keptFile(PAGE)) ?? (await fresh) ?? Response.error()
}

export async function answerAsset(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request)
}

export async function answerFile(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch {
    return (await keptFile(new URL(request.url).pathname)) ?? Response.error()
  }
}

async function keptFile(path: string): Promise<Response | undefined> {
  return (await caches.open(OWN)).match(path)
}
