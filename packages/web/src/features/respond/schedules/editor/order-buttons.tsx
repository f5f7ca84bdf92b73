import { ActionIcon } from '@mantine/core'
import IconArrowDown from '@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs'
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs'
import IconGripVertical from '@tabler/icons-react/dist/esm/icons/IconGripVertical.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import type { HTMLAttributes } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './schedule-editor.module.css'

/** What `useDragOrder` drags by. */
export function Grip(props: HTMLAttributes<HTMLSpanElement>) {
  const { t } = useTranslation()
  return (
    <span className={styles.grip} title={t('scheduleEditor.drag')} {...props}>
      <IconGripVertical size={15} aria-hidden="true" />
    </span>
  )
}

/** Up, down and away, for the row at a place. */
export function OrderButtons({
  name,
  index,
  count,
  countMin = 1,
  onMove,
  onRemove,
}: {
  name: string
  index: number
  count: number
  countMin?: number
  onMove: (to: number) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  return (
    <span className={styles.order}>
      <ActionIcon
        aria-label={t('scheduleEditor.up', { name })}
        disabled={index === 0}
        onClick={() => onMove(index - 1)}
      >
        <IconArrowUp size={15} />
      </ActionIcon>
      <ActionIcon
        aria-label={t('scheduleEditor.down', { name })}
        disabled={index === count - 1}
        onClick={() => onMove(index + 1)}
      >
        <IconArrowDown size={15} />
      </ActionIcon>
      <ActionIcon aria-label={t('scheduleEditor.remove', { name })} disabled={count <= countMin} onClick={onRemove}>
        <IconTrash size={15} />
      </ActionIcon>
    </span>
  )
}
