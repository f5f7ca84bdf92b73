/**
 * The page behind a link in a message: for somebody who was woken, on a phone, perhaps with a bad network. No script, nothing
 * loaded from anywhere, one big button, light and dark as the device has it.
 */
import { hash } from 'node:crypto'
import type { Locale } from '@tocsin/adapters/out/words.ts'
import { LINK_WORDS } from './link-words.ts'

export type PageTone = 'ask' | 'done' | 'stop'

export interface LinkPage {
  tone: PageTone
  heading: string
  /** Short lines, most important first. */
  lines: string[]
  /** What the incident is; absent when the link says nothing that can be believed. */
  incident?: { id: string; title: string; priority: string; services: string[]; opened: string; url: string }
  /** The button; pressing it posts to the same address. */
  button?: string
  /** Several, of which the first is meant most; each posts its `value` as `answer`. */
  buttons?: { text: string; value: string }[]
  /** Where the console shows what it is about, when that is no incident. */
  open?: { text: string; url: string }
  /** English where it is not said. */
  language?: Locale
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #f6f8fa; --card: #fff; --line: #d0d7de;
  --ask: #0550ae; --done: #116329; --stop: #82071e; --on: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --paper: #0d1117; --card: #161b22;
  --line: #30363d; --ask: #79c0ff; --done: #7ee787; --stop: #ffa198; --on: #0d1117 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; padding: 1.5rem 1rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { max-width: 32rem; margin: 0 auto; padding: 1.5rem; background: var(--card); border: 1px solid var(--line);
  border-top: .375rem solid var(--tone); border-radius: .75rem; overflow-wrap: anywhere }
.ask { --tone: var(--ask) } .done { --tone: var(--done) } .stop { --tone: var(--stop) }
h1 { margin: 0 0 .75rem; font-size: 1.375rem; line-height: 1.25; color: var(--tone) }
h2 { margin: 1rem 0 .25rem; font-size: 1.125rem; line-height: 1.3 }
p { margin: .375rem 0 } .soft { color: var(--soft); font-size: .9375rem }
form { margin: 1.25rem 0 .25rem }
button { width: 100%; min-height: 4rem; padding: .75rem 1rem; border: 0; border-radius: .75rem; background: var(--tone);
  color: var(--on); font: inherit; font-size: 1.25rem; font-weight: 600; cursor: pointer }
button + button { margin-top: .75rem; min-height: 3.25rem; background: transparent; color: var(--ink);
  border: 1px solid var(--line); font-size: 1.0625rem; font-weight: 500 }
a { color: inherit; display: inline-block; padding: .5rem 0 }
:focus-visible { outline: 3px solid var(--tone); outline-offset: 3px }
`

/** Nothing but this page's own style and its own form. */
export const LINK_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export function renderLinkPage(page: LinkPage): string {
  const { tone, heading, lines, incident, button, buttons = [], open, language = 'en' } = page
  const title = incident ? `${incident.id}: ${heading}` : heading
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${html(title)}</title><style>${STYLE}</style></head>
<body><main class="${tone}"><h1>${html(heading)}</h1>
${lines.map((line) => `<p>${html(line)}</p>`).join('\n')}
${incident ? renderIncident(incident) : ''}
${button ? `<form method="post"><button type="submit">${html(button)}</button></form>` : ''}
${buttons.length > 0 ? `<form method="post">${buttons.map(renderButton).join('')}</form>` : ''}
${incident ? `<p><a href="${html(incident.url)}">${html(LINK_WORDS[language].openIncident)}</a></p>` : ''}
${open ? `<p><a href="${html(open.url)}">${html(open.text)}</a></p>` : ''}
</main></body></html>
`
}

function renderIncident({ id, title, priority, services, opened }: NonNullable<LinkPage['incident']>): string {
  const about = [id, priority, ...services].join(' · ')
  return `<h2>${html(title)}</h2><p class="soft">${html(about)}</p><p class="soft">${html(opened)}</p>`
}

function renderButton({ text, value }: { text: string; value: string }): string {
  return `<button type="submit" name="answer" value="${html(value)}">${html(text)}</button>`
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
