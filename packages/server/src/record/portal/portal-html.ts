/**
 * The frame of the portal's pages: for anybody, on a phone, without an account and without script. Nothing is loaded from anywhere; what
 * little script there is, shows times in the reader's own zone and known problems while somebody writes.
 */
import { hash } from 'node:crypto'
import type { PortalLocale, PortalWords } from './words.ts'

/** Text as HTML. Everything that is not made here goes through it. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #f4f6f8; --card: #fff; --line: #d0d7de; --field: #fff;
  --lead: #0b5cad; --lead-soft: #e8f1fb; --good: #116329; --good-soft: #e6f4ea; --bad: #b3261e; --bad-soft: #fdecea; --on: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --paper: #0d1117; --card: #161b22; --line: #373e47;
  --field: #0d1117; --lead: #79c0ff; --lead-soft: #12243a; --good: #7ee787; --good-soft: #12261a; --bad: #ffa198; --bad-soft: #2d1715;
  --on: #0d1117 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Hiragino Sans", "Noto Sans JP", sans-serif }
.bar { max-width: 40rem; margin: 0 auto; padding: 1rem 1rem 0; display: flex; justify-content: space-between; align-items: center }
.bar a { color: var(--soft); padding: .5rem 0; min-height: 2.75rem; display: inline-flex; align-items: center }
main { max-width: 40rem; margin: 0 auto; padding: .5rem 1rem 4rem }
h1 { margin: .5rem 0 .25rem; font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em }
h2, legend { margin: 0 0 .25rem; padding: 0; font-size: 1.125rem; font-weight: 650; line-height: 1.35 }
p { margin: .25rem 0 } .soft { color: var(--soft); font-size: .9375rem }
.card, fieldset { margin: 1rem 0; padding: 1.125rem; background: var(--card); border: 1px solid var(--line); border-radius: .875rem; min-width: 0 }
fieldset > legend { float: left; width: 100% } fieldset > legend + * { clear: both }
.choice { display: flex; gap: .75rem; align-items: center; min-height: 3rem; margin: .5rem 0 0; padding: .625rem .875rem;
  border: 1px solid var(--line); border-radius: .625rem; background: var(--field); cursor: pointer; color: inherit; text-decoration: none }
.choice:hover { border-color: var(--lead) }
.choice:has(input:checked) { border-color: var(--lead); background: var(--lead-soft); box-shadow: inset 0 0 0 1px var(--lead) }
.choice input { width: 1.25rem; height: 1.25rem; margin: 0; flex: none; accent-color: var(--lead) }
.choice small { display: block; color: var(--soft); font-size: .875rem }
.go::after { content: "›"; margin-left: auto; color: var(--soft); font-size: 1.5rem; line-height: 1 }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); column-gap: .625rem }
label.line { display: block; margin-top: .875rem; font-weight: 600 } label.line:first-child { margin-top: 0 }
.hint { display: block; color: var(--soft); font-size: .9375rem; font-weight: 400 }
input[type=text], input[type=email], textarea { width: 100%; margin-top: .375rem; padding: .75rem .875rem; font: inherit; color: inherit;
  background: var(--field); border: 1px solid var(--soft); border-radius: .625rem }
textarea { min-height: 7.5rem; resize: vertical } input[type=file] { width: 100%; margin-top: .5rem; font: inherit; font-weight: 400; color: inherit }
button { width: 100%; min-height: 3.5rem; padding: .75rem 1rem; border: 0; border-radius: .75rem; background: var(--lead);
  color: var(--on); font: inherit; font-size: 1.125rem; font-weight: 650; cursor: pointer }
button.quiet { background: transparent; color: var(--ink); border: 1px solid var(--soft) } .pair { display: grid; gap: .625rem; margin-top: .75rem }
@media (min-width: 30rem) { .pair { grid-template-columns: 1fr 1fr } }
.chosen { display: flex; justify-content: space-between; gap: 1rem; align-items: center } .chosen a { color: var(--lead); padding: .5rem 0 }
.wrong { border-color: var(--bad); background: var(--bad-soft) } .wrong ul { margin: .25rem 0 0; padding-left: 1.25rem }
.field-wrong { color: var(--bad); font-weight: 600; margin-top: .5rem } .good { border-color: var(--good); background: var(--good-soft) }
.number { font-size: 2rem; font-weight: 700; letter-spacing: .01em; line-height: 1.2; font-variant-numeric: tabular-nums }
.steps { display: grid; grid-template-columns: repeat(4, 1fr); gap: .375rem; margin: 1rem 0 .5rem; padding: 0; list-style: none; font-size: .8125rem; color: var(--soft) }
.steps li { padding-top: .5rem; border-top: .3125rem solid var(--line) } .steps .done { border-color: var(--good); color: var(--ink) }
.steps .now { border-color: var(--lead); color: var(--ink); font-weight: 650 }
.said { margin: .5rem 0 0; padding: .625rem .875rem; border-left: .25rem solid var(--line); white-space: pre-wrap }
.trap { position: absolute; left: -6000px; width: 1px; height: 1px; overflow: hidden }
:focus-visible { outline: 3px solid var(--lead); outline-offset: 2px }
`

/** Times in the reader's zone, with its name; and what others have reported, while somebody writes. Without it the page is whole too. */
const SCRIPT = `
document.querySelectorAll('time').forEach(function (t) { var d = new Date(t.dateTime); if (!isNaN(d)) t.textContent =
  new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(d) + ' ' +
  (new Intl.DateTimeFormat(document.documentElement.lang, { timeZoneName: 'short' }).formatToParts(d).find(function (p) { return p.type === 'timeZoneName' }) || {}).value });
var box = document.getElementById('elsewhere'), text = document.querySelector('textarea[name=text]'), timer;
if (box && text) text.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(function () {
  fetch('/api/v1/reports/known?text=' + encodeURIComponent(text.value.slice(0, 200))).then(function (r) { return r.ok ? r.json() : { items: [] } }).then(function (page) {
    var own = box.dataset.service, items = page.items.filter(function (i) { return !i.service_ids.includes(own) });
    box.hidden = items.length === 0; var list = box.querySelector('div'); list.replaceChildren();
    items.forEach(function (i) { var a = document.createElement('a'); a.className = 'choice go'; a.href = '/report?service=' + encodeURIComponent(i.service_ids[0]);
      a.textContent = i.services.join(', ') + ' (' + i.id + ')'; list.append(a) }) }).catch(function () {}) }, 400) });
`

/** Nothing but this page's own style, script and forms; and only the sites that the organisation names may show it inside of theirs. */
export function portalPolicy(frameAncestors: readonly string[]): string {
  const ancestors = frameAncestors.length === 0 ? "'none'" : `'self' ${frameAncestors.join(' ')}`
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
    `script-src 'sha256-${hash('sha256', SCRIPT, 'base64')}'`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors}`,
  ].join('; ')
}

export interface PageFrame {
  locale: PortalLocale
  words: PortalWords
  title: string
  /** The same page in the other language. */
  otherLanguageHref: string
  /** Already HTML. */
  body: string
}

export function renderFrame({ locale, words, title, otherLanguageHref, body }: PageFrame): string {
  const other = locale === 'en' ? 'ja' : 'en'
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${html(title)}</title><style>${STYLE}</style></head>
<body><nav class="bar"><a href="/report?lang=${locale}">${html(words.poweredBy)}</a><a href="${html(otherLanguageHref)}" lang="${other}" hreflang="${other}">${html(words.otherLanguage)}</a></nav>
<main>${body}</main><script>${SCRIPT}</script></body></html>
`
}

/** An instant, as the server can tell it; the script tells it in the reader's zone. */
export function renderTime(atMs: number): string {
  const iso = new Date(atMs).toISOString()
  return `<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`
}

/** A page that says one thing, and where to go from it. */
export function renderNotice(heading: string, text: string, link?: { href: string; label: string }): string {
  return `<div class="card"><h1>${html(heading)}</h1><p>${html(text)}</p>${
    link ? `<p><a class="choice go" href="${html(link.href)}">${html(link.label)}</a></p>` : ''
  }</div>`
}
