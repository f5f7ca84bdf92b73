import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs'
import IconExclamationCircle from '@tabler/icons-react/dist/esm/icons/IconExclamationCircle.mjs'
import IconInfoCircle from '@tabler/icons-react/dist/esm/icons/IconInfoCircle.mjs'
import type { ReactNode } from 'react'
import styles from './notice.module.css'

const signs = { info: IconInfoCircle, ok: IconCircleCheck, warn: IconAlertTriangle, alarm: IconExclamationCircle }
export type NoticeTone = keyof typeof signs

/** Something to know, within the page that it is about. Each tone has a sign of its own; `action` is what helps. */
export function Notice({
  tone,
  title,
  children,
  action,
}: {
  tone: NoticeTone
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  const Sign = signs[tone]
  return (
    <section
      className={styles.notice}
      data-tone={tone}
      role={tone === 'alarm' ? 'alert' : undefined}
      aria-label={title}
    >
      <Sign size={17} aria-hidden="true" />
      <div className={styles.words}>
        <strong>{title}</strong>
        {children !== undefined && <div className={styles.text}>{children}</div>}
      </div>
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </section>
  )
}
