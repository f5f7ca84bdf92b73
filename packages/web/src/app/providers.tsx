import { MantineProvider } from '@mantine/core'
import { type QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionQuery } from '../features/people/session.query.ts'
import { ReaderContext } from '../ui/time/reader.ts'
import { NoticePlace } from './notice-place.tsx'
import { theme } from './theme.ts'

export function Providers({ queryClient, children }: { queryClient: QueryClient; children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <NoticePlace />
        <ReaderProvider>{children}</ReaderProvider>
      </MantineProvider>
    </QueryClientProvider>
  )
}

/** Clocks are read in the zone of the person who is signed in, before that in the browser's. */
function ReaderProvider({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const zone = session?.user.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const reader = useMemo(() => ({ locale: i18n.language, zone }), [i18n.language, zone])
  return <ReaderContext value={reader}>{children}</ReaderContext>
}
