import { useTranslation } from 'react-i18next'
import { PersonName } from '../../../ui/person.tsx'
import { useHourWords } from '../fairness/use-hour-words.ts'
import styles from './planner.module.css'

export interface LoadChange {
  user: { id: string; name: string }
  before: number
  after: number
}

/** Weighted hours of each person without a change and with it, as numbers and as two bars over each other. */
export function LoadChanges({
  title,
  people,
  isTitled = true,
}: {
  title: string
  people: readonly LoadChange[]
  /** Whether the title is seen; it is heard in any case. */
  isTitled?: boolean
}) {
  const { t } = useTranslation()
  const { hours, signed } = useHourWords()
  const most = Math.max(1, ...people.flatMap(({ before, after }) => [before, after]))
  return (
    <table className={styles.table}>
      <caption className={isTitled ? styles.caption : styles.hidden}>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t('planner.person')}</th>
          <th scope="col" className={styles.number}>
            {t('planner.before')}
          </th>
          <th scope="col" className={styles.number}>
            {t('planner.after')}
          </th>
          <th scope="col" className={styles.number}>
            {t('planner.difference')}
          </th>
          <td className={styles.bars} />
        </tr>
      </thead>
      <tbody>
        {people.map(({ user, before, after }) => (
          <tr key={user.id}>
            <th scope="row">
              <PersonName name={user.name} />
            </th>
            <td className={styles.number}>{hours(before)}</td>
            <td className={styles.number}>
              <strong>{hours(after)}</strong>
            </td>
            <td className={styles.number}>{signed(after - before)}</td>
            <td className={styles.bars} aria-hidden="true">
              <span className={styles.bar} data-when="before" style={{ inlineSize: `${(100 * before) / most}%` }} />
              <span className={styles.bar} data-when="after" style={{ inlineSize: `${(100 * after) / most}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
