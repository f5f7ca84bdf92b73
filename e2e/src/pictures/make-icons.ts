/**
 * Makes the icons of the installed console out of its one drawing, `packages/web/public/favicon.svg`:
 *
 *     node e2e/src/pictures/make-icons.ts
 *
 * What it writes is committed. Systems cut a maskable icon to their own shape, so its colour reaches every edge and the drawing stays
 * within the middle eighty per cent; the badge is the shape alone, because Android takes nothing else of it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { launchBrowser } from '../console/browser.ts'

const PUBLIC = fileURLToPath(new URL('../../../packages/web/public/', import.meta.url))
const drawing = readFileSync(`${PUBLIC}favicon.svg`, 'utf8')
const colour = /fill="(#[0-9a-f]{6})"/.exec(drawing)?.[1] ?? '#000000'
const shape = drawing.replace(/<rect[^>]*\/>/, '')

const icons = [
  { name: 'icon-192', size: 192, svg: drawing, share: 1, background: 'transparent' },
  { name: 'icon-512', size: 512, svg: drawing, share: 1, background: 'transparent' },
  { name: 'maskable-512', size: 512, svg: shape, share: 0.8, background: colour },
  { name: 'apple-touch-icon', size: 180, svg: shape, share: 0.86, background: colour },
  { name: 'badge-96', size: 96, svg: shape, share: 1.2, background: 'transparent' },
]

const browser = await launchBrowser()
try {
  for (const { name, size, svg, share, background } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    await page.setContent(
      `<style>html,body{margin:0;height:100%;background:${background};overflow:hidden}
       body{display:grid;place-items:center}svg{width:${size * share}px;height:${size * share}px}</style>${svg}`,
    )
    writeFileSync(`${PUBLIC}icons/${name}.png`, await page.screenshot({ omitBackground: true }))
    await page.close()
  }
} finally {
  await browser.close()
}
