import styles from './form-error.module.css'
import { useErrorWords } from './page-states.tsx'

/** What went wrong, beside the fields that it is about. */
export function FormError({ error }: { error: unknown }) {
  const { title, text } = useErrorWords()(error)
  return (
    <p className={styles.error} role="alert">
      <strong>{title}</strong> {text}
    </p>
  )
}
