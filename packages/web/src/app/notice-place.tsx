import { Suspense, useEffect, useState } from 'react'
import { after } from '../ports/clock.ts'
import { lazyPart } from '../ui/lazy-part.ts'
import styles from './notice-place.module.css'

const Notifications = lazyPart(async () => ({ default: (await import('@mantine/notifications')).Notifications }))

/** The page itself comes first; a notice that is shown before this place stands waits in its store. */
const placedAfterMs = 800

/** Where notices appear. */
export function NoticePlace() {
  const [isPlaced, setIsPlaced] = useState(false)
  useEffect(() => after(placedAfterMs, () => setIsPlaced(true)), [])
  if (!isPlaced) return null
  return (
    <Suspense>
      <Notifications position="bottom-center" limit={3} className={styles.place} />
    </Suspense>
  )
}
