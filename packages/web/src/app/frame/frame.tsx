import { useQuery } from '@tanstack/react-query'
import { Outlet, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Session } from '../../api/types.ts'
import { sessionQuery, usePermission } from '../../features/people/session.query.ts'
import { listenForShortcuts, useShortcut } from '../../ui/keyboard/shortcuts.ts'
import { ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { useLiveUpdates } from '../use-live-updates.ts'
import { BottomBar } from './bottom-bar.tsx'
import styles from './frame.module.css'
import { FrameContext } from './frame-context.ts'
import { SideBar } from './side-bar.tsx'
import { SystemBanner } from './system-banner.tsx'
import { TopBar } from './top-bar.tsx'
import { useTravelKeys } from './use-travel-keys.ts'

// Dialogs are not part of the first load.
const DeclareDialog = lazy(async () => ({
  default: (await import('../../features/record/declare-dialog.tsx')).DeclareDialog,
}))
const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help.tsx')).ShortcutHelp }))

/** What stands around every page of somebody who is signed in; everybody else is sent to the login first. */
export function Frame() {
  const { data: session, error, refetch } = useQuery(sessionQuery)
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (session === undefined) return <LoadingState />
  return session === null ? <SignedOut /> : <SignedInFrame session={session} />
}

/** The session ended while somebody was here: the router asks the guard of the frame again, which leads to the login. */
function SignedOut() {
  const router = useRouter()
  useEffect(() => void router.invalidate(), [router])
  return <LoadingState />
}

function SignedInFrame({ session }: { session: Session }) {
  const { t } = useTranslation()
  const line = useLiveUpdates()
  const [dialog, setDialog] = useState<'none' | 'declare' | 'shortcuts'>('none')
  const mayDeclare = usePermission('incident.declare')
  const close = () => setDialog('none')
  const declare = () => setDialog('declare')
  useEffect(listenForShortcuts, [])
  useShortcut('d', t('shortcuts.declare'), declare, !mayDeclare)
  useShortcut('?', t('shortcuts.help'), () => setDialog('shortcuts'))
  useTravelKeys()
  return (
    <FrameContext
      value={{ line, declare: mayDeclare ? declare : undefined, showShortcuts: () => setDialog('shortcuts') }}
    >
      <a className={styles.skip} href="#content">
        {t('frame.skip')}
      </a>
      <div className={styles.frame}>
        <SideBar user={session.user} />
        <TopBar user={session.user} />
        <main id="content" className={styles.content} tabIndex={-1}>
          <SystemBanner />
          <Outlet />
        </main>
        <BottomBar />
      </div>
      <Suspense>
        {dialog === 'declare' && <DeclareDialog onClose={close} />}
        {dialog === 'shortcuts' && <ShortcutHelp onClose={close} />}
      </Suspense>
    </FrameContext>
  )
}
