import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { formatLength } from '../../../ui/time/elapsed.ts'
import { useReader } from '../../../ui/time/reader.ts'
import styles from './mine.module.css'
import { type CoverageProblem, coverageQuery } from './my-on-call.query.ts'
import { useSpanWords } from './request-panels.tsx'
import './my-on-call-texts.ts'

const SHOWN = 6

/** What a schedule lacks in the next 30 days. */
export function CoveragePanel({ schedule }: { schedule: string }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { data } = useQuery(coverageQuery(schedule))
  if (!data) return null
  const { problems, uncovered_seconds } = data
  return (
    <Panel title={t('coverage.title')} count={problems.length} isFlush={problems.length > 0}>
      {problems.length === 0 && <p className={styles.none}>{t('coverage.none')}</p>}
      <ul className={styles.list}>
        {problems.slice(0, SHOWN).map((problem) => (
          <Problem key={`${problem.kind} ${problem.starts_at} ${problem.people[0]?.id ?? ''}`} problem={problem} />
        ))}
        {problems.length > SHOWN && (
          <li className={styles.row}>{t('coverage.more', { count: problems.length - SHOWN })}</li>
        )}
        {uncovered_seconds > 0 && (
          <li className={styles.row}>
            {t('coverage.uncovered', { length: formatLength(uncovered_seconds * 1_000, reader.locale) })}
          </li>
        )}
      </ul>
    </Panel>
  )
}

function Problem({ problem }: { problem: CoverageProblem }) {
  const { t } = useTranslation()
  const spanWords = useSpanWords()
  const people = problem.people.map(({ name }) => name).join(', ')
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <strong className={problem.is_meant ? undefined : styles.gap}>
          {t(`coverage.kinds.${problem.kind}`, { people })}
        </strong>{' '}
        {problem.is_meant && <Tag>{t('coverage.meant')}</Tag>}
        <span className={styles.sub}>{spanWords(problem)}</span>
      </div>
    </li>
  )
}
