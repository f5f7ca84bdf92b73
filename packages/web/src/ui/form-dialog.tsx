import { Button, Modal } from '@mantine/core'
import type { FormEvent, KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './form-dialog.module.css'
import { FormError } from './form-error.tsx'
import { KeyHint } from './keyboard/key-hint.tsx'
import { useDialogEscape } from './use-dialog-escape.ts'
import { useOpener } from './use-opener.ts'

/** A question with a few fields. Control or Command with Enter sends it from any of them. */
export function FormDialog({
  title,
  text,
  submitLabel,
  onSubmit,
  onClose,
  isPending,
  error,
  isReady = true,
  isDangerous = false,
  children,
}: {
  title: string
  text?: string | undefined
  submitLabel: string
  onSubmit: () => void
  onClose: () => void
  isPending: boolean
  error: unknown
  /** Whether what must be filled in is. */
  isReady?: boolean
  isDangerous?: boolean
  children?: ReactNode
}) {
  const { t } = useTranslation()
  useOpener()
  useDialogEscape(onClose)
  const submit = () => {
    if (isReady && !isPending) onSubmit()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={480}
      yOffset="min(12vh, 96px)"
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': t('common.cancel') }}
    >
      <form
        className={styles.form}
        onKeyDown={onKeyDown}
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          submit()
        }}
      >
        {text !== undefined && <p className={styles.text}>{text}</p>}
        {children}
        {error !== null && error !== undefined && <FormError error={error} />}
        <div className={styles.buttons}>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={isPending} disabled={!isReady} color={isDangerous ? 'red' : undefined}>
            {submitLabel}
            <KeyHint binding="mod+enter" />
          </Button>
        </div>
      </form>
    </Modal>
  )
}
