import { useQuery } from '@tanstack/react-query'
import { Outlet, useRouter } from '@tanstack/react-router'
import { Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Session } from '../../api/types.ts'
import { sessionQuery } from '../../features/people/session.query.ts'
import { after } from '../../ports/clock.ts'
import { useDensityOf } from '../../ui/density.ts'
import { DialogOnItsWay } from '../../ui/dialog-on-its-way.tsx'
import { useKeysRest } from '../../ui/keyboard/resting-keys.ts'
import { listenForShortcuts } from '../../ui/keyboard/shortcuts.ts'
import { lazyPart } from '../../ui/lazy-part.ts'
import { ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { useIsPhone } from '../../ui/use-is-phone.ts'
import { OfflinePlace } from '../offline/offline-place.tsx'
import { useLiveUpdates } from '../use-live-updates.ts'
import { BottomBar } from './bottom-bar.tsx'
import styles from './frame.module.css'
import { FrameContext, type FrameDialog, type FrameState } from './frame-context.ts'
import { LineNotice } from './line-notice.tsx'
import { SideBar } from './side-bar.tsx'
import { SystemBanner } from './system-banner.tsx'
import { TopBar } from './top-bar.tsx'
import { useFrameCommands } from './use-frame-commands.ts'
import { useSideBar } from './use-side-bar.ts'

// Dialogs are not part of the first load; the palette is fetched soon after it, so that the key opens it at once on a slow line.
const loadPalette = () => import('../palette/command-palette.tsx')
const paletteLoadedAfterMs = 2_000

const DeclareDialog = lazyPart(async () => ({
  default: (await import('../../features/record/declare-dialog.tsx')).DeclareDialog,
}))
const CommandPalette = lazyPart(async () => ({ default: (await loadPalette()).CommandPalette }))
const ShortcutHelp = lazyPart(async () => ({ default: (await import('./shortcut-help.tsx')).ShortcutHelp }))

/** What stands around every page of somebody who is signed in; everybody else is sent to the login first. */
export function Frame() {
  const { data: session, error, refetch } = useQuery(sessionQuery)
  if (session) return <SignedInFrame session={session} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return session === undefined ? <LoadingState /> : <SignedOut />
}

/** The session ended while somebody was here: the router asks the guard of the frame again, which leads to the login. */
function SignedOut() {
  const router = useRouter()
  useEffect(() => void router.invalidate(), [router])
  return <LoadingState />
}

function usePaletteSoon(): void {
  useEffect(
    () =>
      after(paletteLoadedAfterMs, () => {
        // Without a line it is fetched when it is wanted.
        loadPalette().catch(() => {})
      }),
    [],
  )
}

function SignedInFrame({ session }: { session: Session }) {
  const { t } = useTranslation()
  const line = useLiveUpdates()
  const sideBar = useSideBar()
  const isPhone = useIsPhone()
  const mayDeclare = session.permissions.includes('incident.declare')
  // The installed console has a shortcut that leads straight to it.
  const [dialog, setDialog] = useState<FrameDialog | 'none'>(
    mayDeclare && location.hash === '#declare' ? 'declare' : 'none',
  )
  const frame: FrameState = { session, line, mayDeclare, ...sideBar, open: setDialog }
  const close = () => setDialog('none')
  useDensityOf(session.user.id)
  useEffect(listenForShortcuts, [])
  useKeysRest(dialog === 'none' ? null : dialog, close)
  usePaletteSoon()
  useFrameCommands(frame)
  return (
    <FrameContext value={frame}>
      <a className={styles.skip} href="#content">
        {t('frame.skip')}
      </a>
      <div className={styles.frame} data-narrow={sideBar.isNarrow || undefined}>
        {isPhone ? <TopBar user={session.user} /> : <SideBar user={session.user} />}
        <main id="content" className={styles.content} tabIndex={-1}>
          <SystemBanner />
          <Outlet />
        </main>
        <LineNotice line={line}>
          <OfflinePlace />
        </LineNotice>
        {isPhone && <BottomBar />}
      </div>
      <Suspense fallback={<DialogOnItsWay />}>
        {dialog === 'declare' && <DeclareDialog onClose={close} />}
        {dialog === 'palette' && <CommandPalette onClose={close} />}
        {dialog === 'shortcuts' && <ShortcutHelp onClose={close} />}
      </Suspense>
    </FrameContext>
  )
}
