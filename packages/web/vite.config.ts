import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The page's content policy allows scripts from our own files alone: nothing is inlined, everything is under /assets with
// a hash in its name, so that it may be cached for ever.
export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'tanstack', test: /node_modules[\\/]@tanstack/ },
            { name: 'i18n', test: /node_modules[\\/](i18next|react-i18next)/ },
            // What the first screen needs comes in one file, not in forty.
            { name: 'start', tags: ['$initial'] },
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
