import '../../offline/add-offline-texts.ts'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useFrame } from '../frame/frame-context.ts'
import { ActNotices } from './act-notices.tsx'
import { UpdateNotice, useWorker } from './update-notice.tsx'
import { useActs } from './use-acts.ts'
import { useRenewedViews } from './use-renewed-views.ts'
import { onWorkerMessage } from './worker-messages.ts'

/** What a page does for when the line is down: keeps the console at hand, sends what was pressed, and says what waits. */
export function OfflinePart() {
  const { session, line } = useFrame()
  const navigate = useNavigate()
  const worker = useWorker()
  const acts = useActs(session?.user.id ?? '', line.phase)
  useRenewedViews()
  useEffect(() => onWorkerMessage('open', ({ path }) => void navigate({ href: path })), [navigate])
  return (
    <>
      <ActNotices acts={acts} />
      <UpdateNotice worker={worker} />
    </>
  )
}
