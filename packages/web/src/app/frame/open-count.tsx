import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { openCountQuery } from '../../features/record/incidents.query.ts'
import styles from './open-count.module.css'

/** How many incidents nobody has taken yet; nothing when there are none. */
export function OpenCount({ isFloating = false }: { isFloating?: boolean }) {
  const { t } = useTranslation()
  const { data } = useQuery(openCountQuery)
  if (!data) return null
  return (
    <span className={isFloating ? styles.countFloating : styles.count} title={t('frame.waiting', { count: data })}>
      {data > 99 ? '99+' : data}
    </span>
  )
}
