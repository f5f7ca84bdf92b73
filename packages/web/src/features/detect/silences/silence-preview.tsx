import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { SeverityBadge } from '../../../ui/alert-badges.tsx'
import { useErrorWords } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import styles from './silence-preview.module.css'
import type { useSilencePreview } from './silences.query.ts'

type Preview = ReturnType<typeof useSilencePreview>

/** What would be mute, in figures and by name. It is told as it changes. */
export function SilencePreview({ preview, isEmpty }: { preview: Preview; isEmpty: boolean }) {
  const { t } = useTranslation()
  return (
    <section className={styles.place}>
      <Panel title={t('silence.preview')}>
        <div className={styles.preview} data-behind={preview.isBehind || undefined} aria-live="polite">
          {isEmpty ? <p className={styles.text}>{t('silence.previewEmpty')}</p> : <Outcome preview={preview} />}
        </div>
      </Panel>
    </section>
  )
}

function Outcome({ preview: { data, error } }: { preview: Preview }) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  if (error) {
    const { title, text } = wordsOf(error)
    return <p className={styles.problem}>{`${title} ${text}`.trim()}</p>
  }
  if (!data) return <p className={styles.text}>…</p>
  const { firing, in_incidents, silenced, alerts, week, is_partial } = data
  const more = firing - alerts.length
  return (
    <>
      <p className={styles.figure} data-some={firing > 0 || undefined}>
        {firing > 0 ? t('silence.previewFiring', { count: firing }) : t('silence.previewNone')}
      </p>
      {in_incidents > 0 && <p className={styles.text}>{t('silence.previewIncidents', { count: in_incidents })}</p>}
      {silenced > 0 && <p className={styles.text}>{t('silence.previewSilenced', { count: silenced })}</p>}
      <p className={styles.text}>
        {week.alerts > 0
          ? t('silence.previewWeek', { count: week.alerts, times: week.times })
          : firing === 0 && t('silence.previewNever')}
      </p>
      {is_partial && <p className={styles.text}>{t('silence.previewPartial')}</p>}
      {alerts.length > 0 && (
        <ul className={styles.alerts}>
          {alerts.map(({ id, title, severity, source }) => (
            <li key={id} className={styles.alert}>
              <SeverityBadge severity={severity} />
              <Link to="/alerts/$id" params={{ id }} className={styles.title} title={title}>
                {title}
              </Link>
              <span className={styles.source} title={source.name}>
                {source.name}
              </span>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && alerts.length > 0 && <p className={styles.text}>{t('silence.previewMore', { count: more })}</p>}
    </>
  )
}
