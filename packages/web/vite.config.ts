import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { build, defineConfig, type Plugin } from 'vite'
import { earlyParts } from './src/build/early-parts.ts'
import { firstLoads, tooLarge } from './src/build/first-load.ts'
import { shellOf } from './src/build/service-worker.ts'

/** Where the scripts of the pages that people open from outside begin, and of the languages. */
const EARLY = {
  languages: { en: '/messages/en.ts', ja: '/messages/ja.ts' },
  pages: [
    { path: '^/$', source: '/app/home/home-page.tsx' },
    { path: '^/incidents$', source: '/features/record/incidents-page.tsx' },
    { path: '^/incidents/[^/]+$', source: '/app/incident/incident-page.tsx' },
    { path: '^/login$', source: '/features/people/login-page.tsx' },
  ],
}

/** Puts a compressed copy beside each script and style sheet: the server hands it out as it is, whoever asks. */
const compressedCopies: Plugin = {
  name: 'compressed-copies',
  apply: 'build',
  writeBundle({ dir = '' }, bundle) {
    for (const name of Object.keys(bundle).filter((each) => /\.(js|css|html)$/.test(each))) {
      const bytes = readFileSync(join(dir, name))
      writeFileSync(join(dir, `${name}.br`), brotliCompressSync(bytes))
      writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }))
    }
  },
}

/**
 * Parts that come when they are needed are asked for under another address after an attempt that failed (`tocsinImport` in
 * public/early.js): since version 150 Chromium remembers for as long as the page stands that a module could not be fetched.
 */
const importAgain: Plugin = {
  name: 'import-again',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        chunk.code = chunk.code.replace(
          /\bimport\(((["'`])\.\/[^"'`]+\.js\2)\)/g,
          '(globalThis.tocsinImport??((f,l)=>l(f)))($1,f=>import(f))',
        )
      }
    },
  },
}

/** Builds the service worker once it is known what it keeps. */
const serviceWorker: Plugin = {
  name: 'service-worker',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    const shell = shellOf(Object.keys(bundle), ['/early.js', '/favicon.svg', '/manifest.webmanifest'])
    await build({
      configFile: false,
      publicDir: false,
      logLevel: 'warn',
      define: { __SHELL__: JSON.stringify(shell) },
      build: {
        outDir: dir,
        emptyOutDir: false,
        target: 'es2023',
        modulePreload: false,
        rolldownOptions: {
          input: join(import.meta.dirname, 'src/service-worker/main.ts'),
          output: { format: 'iife', entryFileNames: 'service-worker.js' },
        },
      },
    })
  },
}

/** Fails the build when the first load of a page that somebody opens at night grows too large. */
const firstLoadLimit: Plugin = {
  name: 'first-load-limit',
  apply: 'build',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((each) => each.type === 'chunk')
    const problems = tooLarge(
      firstLoads(chunks, {
        pages: EARLY.pages.map(({ source }) => source),
        languages: Object.values(EARLY.languages),
      }),
    )
    if (problems.length > 0) this.error(problems.join('\n'))
  },
}

/** Signs, badges, times and the like: a few kilobytes in all. Dialogs, menus and fields, which bring the library along, are none of it. */
const SHARED =
  /icons-react[\\/]|src[\\/]ui[\\/](time[\\/]|(alert-badges|badge|flapping|page-header|page-skeleton|page-states|panel|person|priority-badge|status-badge|tag|source-link|copy-text|form-error|use-words|use-refusal-words|later|section-tabs|back-link|data-list|list-skeleton)\b)|src[\\/]api[\\/]|incident-page\.module|(flapping-tag|readable-body)\.tsx?|features[\\/][a-z]+[\\/][a-z-]+\.query\.ts$/

/** What nearly every field of the library stands on. */
const FIELDS =
  /@mantine[\\/](core[\\/].*[\\/](Input|InputBase|InlineInput|CloseButton|TextInput|Textarea)[\\/]|hooks[\\/])|react-textarea-autosize/

const LIBRARIES =
  /node_modules[\\/]((react|react-dom|scheduler|i18next|react-i18next)[\\/]|@tanstack[\\/](?!(react-)?virtual))|rolldown[\\/]runtime/

/**
 * Of these nearly everything runs before the first page stands: with this first line Chromium compiles them beside the page's own
 * thread while they come, instead of function by function when each is called.
 * https://v8.dev/blog/explicit-compile-hints
 */
const compileHints: Plugin = {
  name: 'compile-hints',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const atOnce = new Set(['libraries', 'start', 'shared', 'incident-page'])
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk' && atOnce.has(chunk.name)) chunk.code = `//# allFunctionsCalledOnLoad\n${chunk.code}`
      }
    },
  },
}

/** What every page is written in: asked for at once, it is there before the first words are, which then do not move again. */
const FONT = /inter-latin-wght-normal[^/]*\.woff2$/

/** Tells the script that runs first which files to fetch; see public/early.js. */
const earlyFiles: Plugin = {
  name: 'early-files',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const chunks = Object.values(bundle)
        .filter((each) => each.type === 'chunk')
        .map((chunk) => ({ ...chunk, styles: [...(chunk.viteMetadata?.importedCss ?? [])] }))
      const parts = JSON.stringify(earlyParts(chunks, EARLY)).replaceAll('"', '&quot;')
      const font = Object.keys(bundle).find((name) => FONT.test(name))
      if (font === undefined)
        throw new Error(`no file looks like ${FONT}; say in the build what the console is written in`)
      const preload = `<link rel="preload" as="font" type="font/woff2" crossorigin href="/${font}">`
      return html
        .replace('</title>', `</title>\n    ${preload}`)
        .replace('<script src="/early.js">', () => `<script src="/early.js" data-parts="${parts}">`)
    },
  },
}

// The page's content policy allows scripts from our own files alone: nothing is inlined, everything is under /assets with
// a hash in its name, so that it may be cached for ever.
export default defineConfig({
  plugins: [react(), importAgain, compileHints, earlyFiles, firstLoadLimit, compressedCopies, serviceWorker],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    // Files that a part stands on come with it: one that is asked for ahead and fails could never be asked for again.
    modulePreload: { polyfill: false, resolveDependencies: () => [] },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What changes with its versions alone, and what every page begins with, is one file each.
            { name: 'libraries', test: LIBRARIES },
            // What the first screen needs comes in one file, not in forty.
            { name: 'start', tags: ['$initial'] },
            // What many pages share is small and comes in one file as well: each file is a journey, on a telephone a long one.
            { name: 'shared', test: SHARED, minShareCount: 2 },
            { name: 'fields', test: FIELDS, minShareCount: 4 },
          ],
        },
      },
    },
  },
  // The server believes only its own origin, so the host must reach it as the browser wrote it.
  server: {
    host: '127.0.0.1',
    port: 4173,
    strictPort: true,
    proxy: { '/api': { target: 'http://127.0.0.1:4000', changeOrigin: false } },
  },
})
