import { useTranslation } from 'react-i18next'
import styles from './dialog-on-its-way.module.css'
import { KeyHint } from './keyboard/key-hint.tsx'

/** Stands for a dialog whose script is still to come: the keys rest for it, which must not look as if they were broken. */
export function DialogOnItsWay() {
  const { t } = useTranslation()
  return (
    <p className={styles.pill} role="status">
      {t('common.loading')}
      <KeyHint binding="escape" />
    </p>
  )
}
