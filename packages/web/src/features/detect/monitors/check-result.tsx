import { useTranslation } from 'react-i18next'
import type { CheckResult as Result } from '../../../api/types.ts'
import { CodeBlock } from '../../../ui/copy-text.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatLatency, formatNumber } from './format-figures.ts'
import styles from './monitor-form.module.css'

/** What one check found: the verdict, how long it took, and what was seen. */
export function CheckResult({ result, isPending }: { result: Result | undefined; isPending: boolean }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  if (!result || isPending)
    return <p className={styles.note}>{t(isPending ? 'monitors.trying' : 'monitors.tryText')}</p>
  return (
    <div className={styles.result} role="status">
      <p className={styles.verdict} data-finding={result.finding}>
        {t(`monitors.finding.${result.finding}`)}
      </p>
      <p className={styles.said}>{result.message}</p>
      <p className={styles.note}>
        {t('monitors.took', { latency: formatLatency(result.latency_ms, locale) })}
        {result.value !== null && ` · ${t('monitors.value')}: ${formatNumber(result.value, locale)}`}
      </p>
      {Object.keys(result.details).length > 0 && (
        <details>
          <summary className={styles.seen}>{t('monitors.seen')}</summary>
          <CodeBlock text={JSON.stringify(result.details, null, 2)} label={t('common.copy')} />
        </details>
      )}
    </div>
  )
}
