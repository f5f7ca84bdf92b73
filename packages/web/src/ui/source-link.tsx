import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

const MONITOR = 'monitor/'

/** To the page of a source; a monitor is a source of its own, with a page of its own. */
export function SourceLink({ id, className, children }: { id: string; className?: string; children: ReactNode }) {
  const style = className === undefined ? {} : { className }
  return id.startsWith(MONITOR) ? (
    <Link to="/monitors/$id" params={{ id: id.slice(MONITOR.length) }} {...style}>
      {children}
    </Link>
  ) : (
    <Link to="/sources/$id" params={{ id }} {...style}>
      {children}
    </Link>
  )
}
