import { Button, Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, isOfAddress } from '../api/api-error.ts'
import styles from './page-states.module.css'
import { useWords } from './use-words.ts'

/** Nothing here: says so, and what to do next. */
export function EmptyState({
  icon,
  title,
  text,
  children,
}: {
  icon?: ReactNode
  title: string
  text?: string
  children?: ReactNode
}) {
  return (
    <div className={styles.state}>
      {icon !== undefined && <div className={styles.icon}>{icon}</div>}
      <p className={styles.title}>{title}</p>
      {text !== undefined && <p className={styles.text}>{text}</p>}
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </div>
  )
}

/** What the server (or the way to it) said no with, what helps, and the id under which the server's log tells more. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation()
  const isMistyped = error instanceof ApiError && isOfAddress(error)
  const words = { ...useErrorWords()(error), ...(isMistyped && t('errors.codes.not_found', { returnObjects: true })) }
  // Asking again helps neither who may not nor with what is gone.
  const isFinal = isMistyped || (error instanceof ApiError && (error.status === 403 || error.status === 404))
  return (
    <div className={styles.state} role="alert">
      <p className={styles.title}>{words.title}</p>
      {words.text !== '' && <p className={styles.text}>{words.text}</p>}
      {words.requestId !== undefined && <p className={styles.request}>{words.requestId}</p>}
      {onRetry && !isFinal && (
        <div className={styles.actions}>
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('common.tryAgain')}
          </Button>
        </div>
      )}
    </div>
  )
}

export interface ErrorWords {
  title: string
  text: string
  requestId?: string
}

/** Errors in the reader's language: our own texts for codes that we know, else what the server wrote. */
export function useErrorWords(): (error: unknown) => ErrorWords {
  const { t } = useTranslation()
  const words = useWords()
  return (error) => {
    if (!(error instanceof ApiError)) return { title: t('errors.unexpected'), text: t('errors.unexpectedText') }
    // What stands before the server answers in no words of ours.
    const code = /^http_5\d\d$/.test(error.code) ? 'gateway' : error.code
    const key = `errors.codes.${code}`
    return {
      title: words(`${key}.title`, error.message),
      text: words(`${key}.text`, error.mend),
      ...(error.requestId !== undefined && { requestId: error.requestId }),
    }
  }
}

/** Kept out of sight for a moment: what loads at once must not flicker. */
export function LoadingState() {
  const { t } = useTranslation()
  return (
    <div className={`${styles.state} ${styles.late}`} role="status" aria-label={t('common.loading')}>
      <Loader size="sm" type="dots" />
    </div>
  )
}
