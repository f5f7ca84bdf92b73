import { useTranslation } from 'react-i18next'
import styles from './fairness.module.css'
import { KINDS, type Kind } from './fairness.query.ts'

/** The heads of a table's columns that hold the hours of each kind. */
export function KindHeads() {
  const { t } = useTranslation()
  return KINDS.map((kind) => (
    <th key={kind} scope="col" className={styles.number}>
      {t(`fairness.kinds.${kind}`)}
    </th>
  ))
}

/** Their cells; on a phone each says what it is. */
export function KindCells({ hoursOf }: { hoursOf: (kind: Kind) => string }) {
  const { t } = useTranslation()
  return KINDS.map((kind) => (
    <td key={kind} className={styles.number} data-label={t(`fairness.kinds.${kind}`)}>
      {hoursOf(kind)}
    </td>
  ))
}
