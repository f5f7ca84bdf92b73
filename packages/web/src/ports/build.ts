/** Whether this is a built console; while developing there is no service worker that would keep yesterday's files. */
export function isProduction(): boolean {
  return import.meta.env.PROD
}

/** In the tab's own memory: which console has been loaded again already, and why, so that no page reloads for ever. */
const loadedAnew = 'tocsin.loaded-anew'

/**
 * Loads the page again, once, where the server has another console than this one: parts of this one are gone from it. Not while somebody
 * is writing: what was written would be lost. Never rejects. Returns whether the server was reached.
 */
export async function loadAnewIfReplaced(): Promise<boolean> {
  const own = ownFile()
  const served = await servedConsole(own)
  if (isProduction() && served === 'another') loadAnewOnce(own)
  return served !== 'unknown'
}

/**
 * Loads the page again, once, where a part does not come although the server has it: a browser keeps that a file could not be fetched,
 * also one that the part stands on. Not while somebody is writing.
 */
export function loadAnewIfStuck(): void {
  if (isProduction()) loadAnewOnce(`stuck ${ownFile()}`)
}

function ownFile(): string {
  return new URL(import.meta.url).pathname
}

function loadAnewOnce(why: string): void {
  if (isWriting()) return
  try {
    if (sessionStorage.getItem(loadedAnew) === why) return
    sessionStorage.setItem(loadedAnew, why)
  } catch {
    // Without a memory nobody could say that it was the first time.
    return
  }
  location.reload()
}

/** The page names the file that this is in, for as long as it is this console's page. */
async function servedConsole(own: string): Promise<'this' | 'another' | 'unknown'> {
  try {
    const answer = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(10_000) })
    if (!answer.ok) return 'unknown'
    return (await answer.text()).includes(own) ? 'this' : 'another'
  } catch {
    return 'unknown'
  }
}

function isWriting(): boolean {
  return [...document.querySelectorAll('textarea')].some(({ value }) => value.trim() !== '')
}
