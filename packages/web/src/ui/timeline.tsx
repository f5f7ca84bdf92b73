import { Fragment, type ReactNode } from 'react'
import type { Tone } from './tag.tsx'
import { type Reader, useReader } from './time/reader.ts'
import { formatDay, formatFull, formatTimeOfDay } from './time/wall-clock.ts'
import styles from './timeline.module.css'

export interface TimelineItem {
  id: string
  at: string
  icon: ReactNode
  tone: Tone
  /** Quiet items are steps on the way, drawn small. */
  isQuiet: boolean
  sentence: ReactNode
  /** Who and because of what. */
  byline: ReactNode
  body?: ReactNode
}

/** What happened, newest first, with a heading where the day changes. */
export function Timeline({ items, label }: { items: readonly TimelineItem[]; label: string }) {
  const reader = useReader()
  return (
    <ol className={styles.timeline} aria-label={label}>
      {items.map((item, index) => (
        <Fragment key={item.id}>
          {isNewDay(items[index - 1], item, reader) && index > 0 && (
            <li className={styles.day}>{formatDay(Date.parse(item.at), reader)}</li>
          )}
          <TimelineRow item={item} reader={reader} />
        </Fragment>
      ))}
    </ol>
  )
}

function TimelineRow({ item, reader }: { item: TimelineItem; reader: Reader }) {
  const atMs = Date.parse(item.at)
  return (
    <li className={styles.item} data-quiet={item.isQuiet || undefined}>
      <time className={styles.time} dateTime={item.at} title={formatFull(atMs, reader)}>
        {formatTimeOfDay(atMs, reader)}
      </time>
      <span className={styles.mark} data-tone={item.tone}>
        {item.icon}
      </span>
      <div className={styles.content}>
        <div className={styles.sentence}>{item.sentence}</div>
        <div className={styles.byline}>{item.byline}</div>
        {item.body}
      </div>
    </li>
  )
}

function isNewDay(before: TimelineItem | undefined, item: TimelineItem, reader: Reader): boolean {
  return before === undefined || formatDay(Date.parse(before.at), reader) !== formatDay(Date.parse(item.at), reader)
}
