import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { setupQuery } from '../../features/people/session.query.ts'
import { lazyPart } from '../../ui/lazy-part.ts'

const DemoMark = lazyPart(async () => ({ default: (await import('./demo-mark.tsx')).DemoMark }))

/** The place of the mark of the demo; empty everywhere else, where nothing of it is loaded. */
export function DemoSlot() {
  const { data: setup } = useQuery(setupQuery)
  if (!setup?.demo) return null
  return (
    <Suspense>
      <DemoMark company={setup.demo.company} />
    </Suspense>
  )
}
