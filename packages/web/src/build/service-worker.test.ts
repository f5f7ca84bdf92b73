import { expect, test } from 'vitest'
import { shellOf } from './service-worker.ts'

const bundle = [
  'index.html',
  'assets/start-1.js',
  'assets/start-2.css',
  'assets/design-system-page-3.js',
  'assets/inter-latin-wght-normal-4.woff2',
  'assets/inter-cyrillic-wght-normal-5.woff2',
]

test('the shell is every script and style that is needed at night, and the font of its texts', () => {
  expect(shellOf(bundle, ['/favicon.svg']).files).toEqual([
    '/favicon.svg',
    '/assets/inter-latin-wght-normal-4.woff2',
    '/assets/start-1.js',
    '/assets/start-2.css',
  ])
})

test('a build with another file is another version, the order of files is none', () => {
  const { version } = shellOf(bundle)
  expect(shellOf(bundle.toReversed()).version).toBe(version)
  expect(shellOf([...bundle, 'assets/new-6.js']).version).not.toBe(version)
})
