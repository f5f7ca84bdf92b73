/** The look of a mail: tables and inline styles, because mail programs know little else. Every text is escaped here. */

export type Block =
  | { kind: 'badge'; text: string; isLoud: boolean }
  | { kind: 'heading' | 'paragraph' | 'code' | 'footer'; text: string }
  | { kind: 'button'; text: string; url: string }
  | { kind: 'links'; links: { text: string; url: string }[] }
  | { kind: 'facts'; facts: [name: string, value: string][] }

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"

/** Contrast of text on its ground is 4.5 or more in both themes (WCAG 2.2, 1.4.3). */
const DARK_STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.ground{background:#101418!important}
.card{background:#1b2026!important;border-color:#323a43!important}
.ink{color:#eef1f4!important}
.faint{color:#a9b4bf!important}
.rule{border-color:#323a43!important}
.link{color:#8fb8ff!important}
.loud{background:#ffb4ab!important;color:#410002!important}
.quiet{background:#323a43!important;color:#eef1f4!important}
}
@media (max-width:480px){.card{padding:20px 16px!important;border-radius:0!important}}`

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** A whole document. `preview` is the line that mail programs show beside the subject. `title` is escaped already. */
export function renderDocument({
  language,
  title,
  preview,
  blocks,
}: {
  language: string
  title: string
  preview: string
  blocks: Block[]
}): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${DARK_STYLE}</style>
</head>
<body class="ground" style="margin:0;padding:0;background:#f3f5f7">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(preview)}</div>
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f5f7"><tr><td align="center" style="padding:16px 0">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border:1px solid #dfe4e9;border-radius:12px;padding:28px"><tr><td style="${FONT};font-size:16px;line-height:1.5;overflow-wrap:anywhere">
${blocks.map(renderBlock).join('\n')}
</td></tr></table>
</td></tr></table>
</body>
</html>
`
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'badge':
      return badge(block.text, block.isLoud)
    case 'heading':
      return `<h1 class="ink" style="margin:12px 0;font-size:22px;line-height:1.3;color:#16191d">${escapeHtml(block.text)}</h1>`
    case 'paragraph':
      return `<p class="ink" style="margin:0 0 10px;color:#16191d">${escapeHtml(block.text)}</p>`
    case 'code':
      return `<p class="ink" style="margin:20px 0;font:700 32px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:4px;color:#16191d">${escapeHtml(block.text)}</p>`
    case 'button':
      return button(block.text, block.url)
    case 'links':
      return `<p style="margin:0 0 20px;text-align:center">${block.links.map(({ text, url }) => link(text, url)).join(' &nbsp; ')}</p>`
    case 'facts':
      return facts(block.facts)
    case 'footer':
      return `<p class="faint" style="margin:20px 0 0;font-size:13px;color:#55606b">${escapeHtml(block.text)}</p>`
  }
}

function badge(text: string, isLoud: boolean): string {
  const colours = isLoud ? 'background:#b3261e;color:#ffffff' : 'background:#e6eaee;color:#16191d'
  return `<span class="${isLoud ? 'loud' : 'quiet'}" style="display:inline-block;padding:3px 10px;border-radius:999px;font-size:14px;font-weight:600;${colours}">${escapeHtml(text)}</span>`
}

/** Full width and 56 px high: a thumb finds it in the dark. The same blue in both themes. */
function button(text: string, url: string): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:22px 0 14px"><tr><td align="center" bgcolor="#1d4fd7" style="border-radius:10px;background:#1d4fd7"><a href="${escapeHtml(url)}" style="display:block;padding:15px 20px;font-size:18px;line-height:26px;font-weight:700;color:#ffffff;text-decoration:none">${escapeHtml(text)}</a></td></tr></table>`
}

function link(text: string, url: string): string {
  return `<a class="link" href="${escapeHtml(url)}" style="display:inline-block;padding:8px;color:#1d4fd7">${escapeHtml(text)}</a>`
}

function facts(rows: [name: string, value: string][]): string {
  if (rows.length === 0) return ''
  const cells = rows.map(
    ([name, value]) =>
      `<tr><td class="faint" style="padding:4px 16px 4px 0;color:#55606b;white-space:nowrap;vertical-align:top">${escapeHtml(name)}</td><td class="ink" width="100%" style="padding:4px 0;color:#16191d">${escapeHtml(value)}</td></tr>`,
  )
  return `<table width="100%" cellpadding="0" cellspacing="0" class="rule" style="border-top:1px solid #dfe4e9;padding-top:12px;margin-top:8px;font-size:15px">${cells.join('')}</table>`
}
