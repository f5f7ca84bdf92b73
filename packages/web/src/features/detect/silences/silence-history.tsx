import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SilenceChange } from '../../../api/types.ts'
import { Panel } from '../../../ui/panel.tsx'
import { type Reader, useReader } from '../../../ui/time/reader.ts'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import styles from './silence-page.module.css'
import { silenceChangesQuery } from './silences.query.ts'

/** Who set, changed and ended it. */
export function SilenceHistory({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: changes = [] } = useQuery(silenceChangesQuery(id))
  if (changes.length === 0) return null
  return (
    <Panel title={t('silence.history')}>
      <ol className={styles.history}>
        {changes.map((change) => (
          <li key={change.seq} className={styles.change}>
            <div className={styles.changeHead}>
              <span className={styles.act}>{t(`silence.act.${change.act}`)}</span>
              <span>{t('silence.by', { name: change.actor.label })}</span>
              <RelativeTime at={change.at} className={styles.when} />
            </div>
            {change.act === 'changed' && <Differences change={change} />}
          </li>
        ))}
      </ol>
    </Panel>
  )
}

const FIELDS = ['comment', 'matchers', 'starts_at', 'ends_at'] as const

function Differences({ change: { before, after } }: { change: SilenceChange }) {
  const { t } = useTranslation()
  const reader = useReader()
  const differing = FIELDS.filter((field) => String(before?.[field]) !== String(after[field]))
  return (
    <ul className={styles.fields}>
      {differing.map((field) => (
        <li key={field}>
          {t(`silence.said.${field}`)}: <del>{written(before?.[field], reader)}</del> →{' '}
          <ins>{written(after[field], reader)}</ins>
        </li>
      ))}
    </ul>
  )
}

function written(value: string | readonly string[] | undefined, reader: Reader): string {
  if (value === undefined) return '–'
  if (typeof value !== 'string') return value.join(', ')
  const isInstant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
  return isInstant ? formatMoment(Date.parse(value), reader) : value
}
