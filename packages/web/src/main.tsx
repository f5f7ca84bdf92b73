import './ui/library-styles.ts'
import './ui/tokens.css'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startLanguage } from './app/language.ts'
import { Providers } from './app/providers.tsx'
import { makeQueryClient } from './app/query-client.ts'
import { makeRouter } from './app/router.tsx'
import { sessionQuery } from './features/people/session.query.ts'

const queryClient = makeQueryClient()
const router = makeRouter(queryClient)

// Who is signed in, the page and what it shows first are asked for beside the texts, not after them.
void queryClient.prefetchQuery(sessionQuery)
void router.load()
await startLanguage()

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Providers queryClient={queryClient}>
        <RouterProvider router={router} />
      </Providers>
    </StrictMode>,
  )
}
