import { useTranslation } from 'react-i18next'
import type { components } from '../../../api/schema.ts'
import styles from './filter-bar.module.css'

type Hint = components['schemas']['IncidentList']['hints'][number]

/** Names in the filter that nothing has. */
export function ListHints({ hints }: { hints: readonly Hint[] }) {
  const { t } = useTranslation()
  return (
    <>
      {hints.map(({ field, word, nearest }) => (
        <p key={`${field} ${word}`} className={styles.hint} role="status">
          {t(`list.unknown.${field}`, { word })} {nearest !== null && t('list.didYouMean', { nearest })}
        </p>
      ))}
    </>
  )
}
