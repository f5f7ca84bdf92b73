import { ActionIcon } from '@mantine/core'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { after } from '../ports/clock.ts'
import styles from './copy-text.module.css'
import { Tip } from './tip.tsx'

/** An address or a command on one line, with a button that copies it. */
export function CopyField({ value, label }: { value: string; label: string }) {
  return (
    <div className={styles.field}>
      <code className={styles.value} title={value}>
        {value}
      </code>
      <CopyButton value={value} label={label} />
    </div>
  )
}

/** Several lines, as they are to be pasted. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className={styles.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll with the keyboard too. */}
      <pre className={styles.code} tabIndex={0}>
        {text}
      </pre>
      <span className={styles.corner}>
        <CopyButton value={text} label={label} />
      </span>
    </div>
  )
}

export function CopyButton({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation()
  const [isCopied, setIsCopied] = useState(false)
  const copy = async () => {
    if (!(await writeClipboard(value))) return
    setIsCopied(true)
    after(1_500, () => setIsCopied(false))
  }
  return (
    <Tip label={isCopied ? t('common.copied') : label}>
      <ActionIcon variant="subtle" color="gray" size="md" aria-label={label} onClick={copy}>
        {isCopied ? <IconCheck size={15} /> : <IconCopy size={15} />}
      </ActionIcon>
    </Tip>
  )
}

/** The modern way exists on https and localhost only; a console in the local network is often neither. */
async function writeClipboard(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
  }
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  const isDone = document.execCommand('copy')
  area.remove()
  return isDone
}
