import { expect, test } from 'vitest'
import { type EarlyChunk, earlyParts } from './early-parts.ts'

const chunk = (fileName: string, rest: Partial<EarlyChunk> = {}): EarlyChunk => ({
  fileName,
  imports: [],
  styles: [],
  isEntry: false,
  facadeModuleId: null,
  ...rest,
})

const chunks = [
  chunk('assets/start.js', { imports: ['assets/react.js'], styles: ['assets/start.css'], isEntry: true }),
  chunk('assets/react.js'),
  chunk('assets/en.js', { facadeModuleId: '/x/messages/en.ts' }),
  chunk('assets/incident.js', {
    imports: ['assets/react.js', 'assets/badge.js'],
    styles: ['assets/incident.css'],
    facadeModuleId: '/x/incident-page.tsx',
  }),
  chunk('assets/badge.js', { imports: ['assets/incident.js'], styles: ['assets/badge.css', 'assets/incident.css'] }),
]
const sources = {
  languages: { en: '/messages/en.ts' },
  pages: [{ path: '^/incidents/[^/]+$', source: '/incident-page.tsx' }],
}

test('a page’s files are its scripts and style sheets, each once, without those that the entry brings', () => {
  const files = ['/assets/incident.js', '/assets/badge.js', '/assets/incident.css', '/assets/badge.css']
  expect(earlyParts(chunks, sources)).toEqual({
    languages: { en: ['/assets/en.js'] },
    pages: [{ path: '^/incidents/[^/]+$', files }],
  })
})

test('a page that is not among the chunks is an error, so that a renamed page is not fetched late without anybody noticing', () => {
  expect(() => earlyParts(chunks, { ...sources, pages: [{ path: '^/gone$', source: '/gone-page.tsx' }] })).toThrow(
    'no chunk begins with /gone-page.tsx',
  )
})
