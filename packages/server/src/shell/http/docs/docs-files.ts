import { readFileSync } from 'node:fs'

/** The page that shows the API's description, whole: it fetches nothing from other hosts. */
export function docsFiles(): readonly { path: string; type: string; text: string }[] {
  return [
    { path: '', type: 'text/html; charset=utf-8', text: read('page.html') },
    { path: '/page.js', type: 'text/javascript; charset=utf-8', text: read('page.js') },
    { path: '/page.css', type: 'text/css; charset=utf-8', text: read('page.css') },
  ]
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
}
