/** Whether this is a built console; while developing there is no service worker that would keep yesterday's files. */
export function isProduction(): boolean {
  return import.meta.env.PROD
}

/** In the tab's own memory: which console has been loaded again already, so that a server that hands out both never has a page reload for ever. */
const loadedAnew = 'tocsin.loaded-anew'

/**
 * Loads the page again, once, where the server has another console than this one: parts of this one are gone from it. Not while somebody
 * is writing: what was written would be lost. Never rejects.
 */
export async function loadAnewIfReplaced(): Promise<void> {
  const own = new URL(import.meta.url).pathname
  if (!isProduction() || !(await isReplaced(own)) || isWriting()) return
  try {
    if (sessionStorage.getItem(loadedAnew) === own) return
    sessionStorage.setItem(loadedAnew, own)
  } catch {
    // Without a memory nobody could say that it was the first time.
    return
  }
  location.reload()
}

/** The page names the file that this is in, for as long as it is this console's page. */
async function isReplaced(own: string): Promise<boolean> {
  try {
    const answer = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(10_000) })
    return answer.ok && !(await answer.text()).includes(own)
  } catch {
    return false
  }
}

function isWriting(): boolean {
  return [...document.querySelectorAll('textarea')].some(({ value }) => value.trim() !== '')
}
