import '../../offline/add-offline-texts.ts'
import { useTranslation } from 'react-i18next'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull } from '../../ui/time/wall-clock.ts'
import type { Contact } from './account.query.ts'
import styles from './account-page.module.css'

/** Why a browser that was a way to its owner is none any more. */
export function EndedBrowser({ ended: { at, because } }: { ended: NonNullable<Contact['ended']> }) {
  const { t } = useTranslation()
  const reader = useReader()
  return (
    <span className={styles.wrapped}>
      {t(`browser.ended.${because}`, { time: formatFull(Date.parse(at), reader) })}
    </span>
  )
}
