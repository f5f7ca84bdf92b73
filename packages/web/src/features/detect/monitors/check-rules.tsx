import { Select, TextInput } from '@mantine/core'
import { SCOPES } from '@tocsin/core/kernel/scales.ts'
import { useTranslation } from 'react-i18next'
import styles from './monitor-form.module.css'
import type { MonitorForm } from './monitors.query.ts'

interface RulesProps {
  draft: MonitorForm
  onChange: (changed: Partial<MonitorForm>) => void
  problems: Record<string, string>
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const
const EVERY = ['10s', '30s', '1m', '2m', '5m', '10m', '30m', '1h', '6h', '1d'] as const

/** How often it is checked, when what is found is believed, and how grave it is. */
export function CheckRules({ draft, onChange, problems }: RulesProps) {
  const { t } = useTranslation()
  const every = draft.every ?? '1m'
  const steps = EVERY.includes(every as '1m') ? EVERY : [every, ...EVERY]
  const duration = (field: 'timeout' | 'for' | 'quiet_period', help?: string) => (
    <TextInput
      label={t(`monitors.common.${field}`)}
      description={help}
      value={draft[field] ?? ''}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
      error={problems[field]}
    />
  )
  const count = (field: 'confirm' | 'recover') => (
    <Select
      label={t(`monitors.common.${field}`)}
      value={String(draft[field] ?? 1)}
      data={[0, 1, 2, 3, 5, 10].map((each) => ({
        value: String(each),
        label: t('monitors.tries', { count: each + 1 }),
      }))}
      onChange={(next) => next !== null && onChange({ [field]: Number(next) })}
      error={problems[field]}
      allowDeselect={false}
    />
  )
  const severity = (field: 'severity' | 'warning_severity') => (
    <Select
      label={t(`monitors.common.${field}`)}
      value={draft[field] ?? 'critical'}
      data={SEVERITIES.map((each) => ({ value: each, label: t(`sourceSeverity.${each}`) }))}
      onChange={(next) => next !== null && onChange({ [field]: next as 'critical' })}
      allowDeselect={false}
    />
  )
  return (
    <>
      <div className={styles.pair}>
        <Select
          label={t('monitors.common.every')}
          value={every}
          data={[...steps]}
          onChange={(next) => next !== null && onChange({ every: next })}
          error={problems.every}
          allowDeselect={false}
        />
        {duration('timeout')}
      </div>
      <div className={styles.pair}>
        {count('confirm')}
        {count('recover')}
      </div>
      <div className={styles.pair}>
        {duration('for', t('monitors.forText'))}
        {duration('quiet_period', t('monitors.quietText'))}
      </div>
      {draft.kind === 'metric' && (
        <Select
          label={t('monitors.common.no_data')}
          value={draft.no_data ?? 'alert'}
          data={(['alert', 'keep', 'ok'] as const).map((each) => ({
            value: each,
            label: t(`monitors.noData.${each}`),
          }))}
          onChange={(next) => next !== null && onChange({ no_data: next as 'alert' })}
          allowDeselect={false}
        />
      )}
      <div className={styles.pair}>
        {severity('severity')}
        {severity('warning_severity')}
      </div>
      <Select
        label={t('monitors.common.scope')}
        description={t('monitors.scopeText')}
        value={draft.scope ?? null}
        data={SCOPES.map((scope) => ({ value: scope, label: t(`scope.${scope}`) }))}
        onChange={(scope) => onChange({ scope: scope ?? undefined } as Partial<MonitorForm>)}
        placeholder={t('monitors.scopeUsual')}
        clearable
      />
    </>
  )
}
