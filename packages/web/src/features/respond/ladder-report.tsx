import '../../messages/criteria-texts.ts'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Panel, Properties } from '../../ui/panel.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { useCriterionName } from './criteria/use-criterion-name.ts'
import styles from './ladder-report.module.css'
import { ladderReportQuery } from './policies.query.ts'

/** How far incidents of the last thirty days had to go up, and what took them there. Nothing while there are none. */
export function LadderReport() {
  const { t } = useTranslation()
  const { locale } = useReader()
  const nameOf = useCriterionName()
  const { data } = useQuery(ladderReportQuery)
  if (!data || data.incidents === 0) return null
  const share = (value: number | null) =>
    value === null
      ? t('ladderReport.none')
      : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(value)
  return (
    <div className={styles.place}>
      <Panel title={t('ladderReport.title')}>
        <p className={styles.note}>{t('ladderReport.text', { count: data.incidents })}</p>
        <div className={styles.columns}>
          <Properties
            rows={[
              { name: t('ladderReport.firstContact'), value: share(data.first_contact_resolution) },
              { name: t('ladderReport.escalated'), value: share(data.escalation_rate) },
              ...data.by_level.map(({ level, incidents }) => ({
                name: t('ladderReport.upTo', { level: t(`level.${level}`) }),
                value: t('ladderReport.incidents', { count: incidents }),
              })),
            ]}
          />
          {data.by_criterion.length > 0 && (
            <section aria-label={t('ladderReport.criteria')}>
              <h3 className={styles.heading}>{t('ladderReport.criteria')}</h3>
              <Properties
                rows={data.by_criterion.map(({ criterion, name, incidents }) => ({
                  name: nameOf({ id: criterion, name }),
                  value: t('ladderReport.incidents', { count: incidents }),
                }))}
              />
            </section>
          )}
        </div>
      </Panel>
    </div>
  )
}
