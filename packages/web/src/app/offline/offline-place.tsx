import { Suspense, useEffect, useState } from 'react'
import { after } from '../../ports/clock.ts'
import { lazyPart } from '../../ui/lazy-part.ts'

/** Soon after the first page, so that it is at hand when the line breaks; nothing of it is needed to read. */
const loadedAfterMs = 1_500

const OfflinePart = lazyPart(async () => ({ default: (await import('./offline-part.tsx')).OfflinePart }))

export function OfflinePlace() {
  const [isWanted, setIsWanted] = useState(false)
  useEffect(() => after(loadedAfterMs, () => setIsWanted(true)), [])
  return isWanted ? (
    <Suspense>
      <OfflinePart />
    </Suspense>
  ) : null
}
