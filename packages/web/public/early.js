// Runs while the console's own script is still on its way. A file of its own, because the page's content policy allows no script
// inside the page. Nothing depends on it: without it the same happens a little later.
{
  const remembered = (name) => {
    try {
      return localStorage.getItem(name)
    } catch {
      // Storage may be refused; then the browser's and the system's choices stand.
      return null
    }
  }

  // Before the first paint, so that nobody who chose the dark console is met by a white flash.
  const scheme = remembered('mantine-color-scheme-value')
  const isDark = scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light'

  // What the page stands on is asked for now, and found by the script that wants it (src/api/early-answers.ts).
  const api = '/api/v1'
  const [, incident] = /^\/incidents\/(INC-\d+-\d+)$/.exec(location.pathname) ?? []
  const wanted = [
    `${api}/session`,
    ...(location.pathname === '/' ? [`${api}/home`] : []),
    ...(incident ? [`${api}/incidents/${incident}`, `${api}/incidents/${incident}/facts?limit=200`] : []),
  ]
  const ask = (address) =>
    fetch(address, {
      credentials: 'same-origin',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(15_000),
    }).catch(() => undefined)
  globalThis.tocsinEarly = new Map(wanted.map((address) => [address, ask(address)]))
  // What nobody wanted by then is old.
  setTimeout(() => globalThis.tocsinEarly.clear(), 10_000)

  // A browser keeps that a file of the console could not be fetched, and never asks for it again: the next attempt has another address.
  const attempts = new Map()
  globalThis.tocsinImport = async (file, load) => {
    const attempt = attempts.get(file) ?? 0
    try {
      return await load(attempt === 0 ? file : `${file}?attempt=${attempt + 1}`)
    } catch (error) {
      attempts.set(file, attempt + 1)
      throw error
    }
  }

  // The build writes here which files the texts of each language and the first pages consist of.
  const parts = JSON.parse(document.currentScript?.dataset.parts ?? '{"languages":{},"pages":[]}')
  const languages = [remembered('tocsin.language'), ...navigator.languages].map((name) =>
    name?.slice(0, 2).toLowerCase(),
  )
  const language = languages.find((name) => name in parts.languages) ?? 'en'
  const page = parts.pages.find(({ path }) => new RegExp(path).test(location.pathname))
  for (const file of [...(page?.files ?? []), ...(parts.languages[language] ?? [])]) {
    const link = document.createElement('link')
    link.rel = file.endsWith('.css') ? 'preload' : 'modulepreload'
    if (link.rel === 'preload') link.as = 'style'
    link.crossOrigin = ''
    link.href = file
    document.head.append(link)
  }

  // The first time of day that is written costs as much as a whole page: the browser reads its tables for it. Now it has nothing
  // else to do.
  setTimeout(() => new Intl.DateTimeFormat(language, { hour: '2-digit', timeZone: 'Asia/Tokyo' }).format(0))
}
