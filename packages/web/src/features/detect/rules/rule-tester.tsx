import { SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ErrorState } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { usePermission } from '../../people/session.query.ts'
import { sourcesQuery } from '../sources.query.ts'
import styles from './rule-page.module.css'
import { RuleTrials, TestOutcome } from './rule-test-result.tsx'
import type { RuleTrying } from './use-rule-test.ts'

const FROM = ['alert', 'body'] as const

/** Tries the rule as it stands on an alert, among all the others. */
export function RuleTester({ test, ruleId }: { test: RuleTrying; ruleId: string }) {
  const { t } = useTranslation()
  const { zone } = useReader()
  // A body of one's own is for whoever may change rules.
  const mayWrite = usePermission('configuration.write')
  const { trial, change, data, error, isBehind } = test
  return (
    <div className={styles.column}>
      <Panel title={t('ruleTest.title')}>
        <div className={styles.fields}>
          <p className={styles.note}>{t('ruleTest.text')}</p>
          <SegmentedControl
            value={trial.from}
            data={(mayWrite ? FROM : FROM.slice(0, 1)).map((value) => ({ value, label: t(`ruleTest.from.${value}`) }))}
            onChange={(from) => change({ from: from as 'alert' | 'body' })}
            aria-label={t('ruleTest.fromLabel')}
          />
          {trial.from === 'alert' ? <AlertChoice test={test} /> : <BodyFields test={test} />}
          <TextInput
            type="datetime-local"
            label={t('ruleTest.received')}
            description={t('ruleTest.receivedText', { zone })}
            value={trial.received}
            onChange={(event) => change({ received: event.currentTarget.value })}
          />
        </div>
      </Panel>
      {error && !data && <ErrorState error={error} />}
      {data && (
        <div className={styles.column} aria-live="polite" aria-busy={isBehind} data-behind={isBehind || undefined}>
          {data.problems.length > 0 && (
            <ul className={styles.problems}>
              {data.problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          )}
          {data.result && <TestOutcome result={data.result} />}
          {data.result && <RuleTrials result={data.result} ruleId={ruleId} />}
        </div>
      )}
    </div>
  )
}

function AlertChoice({ test: { trial, alerts, change } }: { test: RuleTrying }) {
  const { t } = useTranslation()
  const reader = useReader()
  if (alerts?.length === 0) return <p className={styles.note}>{t('ruleTest.noAlerts')}</p>
  return (
    <Select
      label={t('ruleTest.alert')}
      value={trial.alert ?? alerts?.[0]?.id ?? null}
      data={(alerts ?? []).map(({ id, title, received_at }) => ({
        value: id,
        label: `${title} · ${formatMoment(Date.parse(received_at), reader)}`,
      }))}
      onChange={(alert) => change({ alert })}
      searchable
      allowDeselect={false}
    />
  )
}

function BodyFields({ test: { trial, change, data } }: { test: RuleTrying }) {
  const { t } = useTranslation()
  const { data: sources = [] } = useQuery(sourcesQuery)
  const signals = data?.signals ?? []
  return (
    <>
      <Select
        label={t('ruleTest.source')}
        value={trial.source}
        data={sources.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(source) => change({ source })}
        searchable
      />
      <Textarea
        label={t('ruleTest.body')}
        value={trial.payload}
        onChange={(event) => change({ payload: event.currentTarget.value, signal: 0 })}
        classNames={{ input: styles.mono }}
        autosize
        minRows={4}
        maxRows={14}
        spellCheck={false}
      />
      {signals.length > 1 && (
        <Select
          label={t('ruleTest.signal')}
          value={String(trial.signal)}
          data={signals.map(({ title }, index) => ({ value: String(index), label: `${index + 1}. ${title}` }))}
          onChange={(signal) => change({ signal: Number(signal) })}
          allowDeselect={false}
        />
      )}
    </>
  )
}
