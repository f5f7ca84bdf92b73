import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/api-error.ts'
import styles from './edit-dialog.module.css'
import { FormDialog } from './form-dialog.tsx'

/**
 * A form over something that others may be changing at the same time. Who was slower sees that, with their words still in the form,
 * and chooses: take what there is now, or write over it.
 */
export function EditDialog({
  title,
  submitLabel,
  onSubmit,
  onClose,
  isPending,
  isReady = true,
  error,
  onTakeNewest,
  onOverwrite,
  children,
}: {
  title: string
  submitLabel: string
  onSubmit: () => void
  onClose: () => void
  isPending: boolean
  isReady?: boolean
  error: unknown
  onTakeNewest: () => void
  onOverwrite: () => void
  children: ReactNode
}) {
  const { t } = useTranslation()
  const isConflict = error instanceof ApiError && error.code === 'version_conflict'
  return (
    <FormDialog
      title={title}
      submitLabel={submitLabel}
      onSubmit={onSubmit}
      onClose={onClose}
      isPending={isPending}
      isReady={isReady && !isConflict}
      error={isConflict ? undefined : error}
    >
      {children}
      {isConflict && (
        <div className={styles.conflict} role="alert">
          <p className={styles.text}>
            <strong>{t('conflict.title')}</strong> {t('conflict.text')}
          </p>
          <div className={styles.buttons}>
            <Button size="xs" variant="default" onClick={onTakeNewest}>
              {t('conflict.takeNewest')}
            </Button>
            <Button size="xs" color="red" variant="light" onClick={onOverwrite}>
              {t('conflict.overwrite')}
            </Button>
          </div>
        </div>
      )}
    </FormDialog>
  )
}
