import '../../../messages/alert-texts.ts'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { useWords } from '../../../ui/use-words.ts'
import styles from './backtest.module.css'
import type { BacktestReport } from './rules.query.ts'

const FIGURES = ['incidents', 'pages', 'high_pages', 'muted'] as const
const KINDS = ['muted', 'unmuted', 'changed'] as const

/** What changed rules would have made different: figures, by rule, by service, and alerts to look at. */
export function BacktestReportView({ id, report }: { id: string; report: BacktestReport }) {
  const { t } = useTranslation()
  const reader = useReader()
  const number = (count: number) => count.toLocaleString(reader.locale)
  if (report.signals === 0) return <p className={styles.note}>{t('backtest.nothing')}</p>
  const span = {
    signals: number(report.signals),
    alerts: number(report.alerts),
    from: formatMoment(Date.parse(report.from), reader),
    to: formatMoment(Date.parse(report.to), reader),
  }
  const isSame = KINDS.every((kind) => report.counts[kind] === 0)
  return (
    <div className={styles.body}>
      <p className={styles.note}>
        {t('backtest.of', span)}{' '}
        {report.is_truncated && t(report.truncated_by === 'bytes' ? 'backtest.truncatedBytes' : 'backtest.truncated')}{' '}
        <Link to="/alerts/rules/backtests/$id" params={{ id }} className={styles.link}>
          {t('backtest.link')}
        </Link>
      </p>
      {isSame && <p className={styles.same}>{t('backtest.same')}</p>}
      <Comparison
        title={t('backtest.figures')}
        columns={[t('backtest.figure'), t('backtest.before'), t('backtest.after'), t('backtest.difference')]}
        rows={FIGURES.map((figure) => ({
          key: figure,
          cells: [t(`backtest.${figure}`), number(report.before[figure]), number(report.after[figure])],
          difference: report.after[figure] - report.before[figure],
          isNeutral: figure === 'muted',
        }))}
      />
      <RulesCompared report={report} number={number} />
      <ServicesCompared report={report} number={number} />
      {KINDS.map((kind) => (
        <Examples key={kind} kind={kind} report={report} />
      ))}
      <p className={styles.note}>{t('backtest.limits')}</p>
    </div>
  )
}

interface Compared {
  report: BacktestReport
  number: (count: number) => string
}

function RulesCompared({ report, number }: Compared) {
  const { t } = useTranslation()
  const pair = (before: number, after: number) =>
    before === after ? number(after) : `${number(before)} → ${number(after)}`
  const rules = report.by_rule.filter(
    ({ before, after }) => before.matched + before.failed + after.matched + after.failed,
  )
  if (rules.length === 0) return null
  return (
    <Comparison
      title={t('backtest.byRule')}
      columns={[t('backtest.rule'), t('backtest.met'), t('backtest.kept'), t('backtest.failures')]}
      rows={rules.map(({ rule, before, after }) => ({
        key: rule.id,
        cells: [
          rule.name,
          pair(before.matched, after.matched),
          pair(before.muted, after.muted),
          pair(before.failed, after.failed),
        ],
      }))}
    />
  )
}

function ServicesCompared({ report, number }: Compared) {
  const { t } = useTranslation()
  if (report.by_service.length === 0) return null
  const pair = (before: number, after: number) =>
    before === after ? number(after) : `${number(before)} → ${number(after)}`
  return (
    <Comparison
      title={t('backtest.byService')}
      columns={[t('backtest.service'), t('backtest.incidents'), t('backtest.pages')]}
      rows={report.by_service.map(({ service, before, after }) => ({
        key: service?.id ?? '',
        cells: [
          service?.name ?? t('backtest.noService'),
          pair(before.incidents, after.incidents),
          pair(before.pages, after.pages),
        ],
      }))}
    />
  )
}

function Comparison({
  title,
  columns,
  rows,
}: {
  title: string
  columns: readonly string[]
  rows: readonly { key: string; cells: readonly string[]; difference?: number; isNeutral?: boolean }[]
}) {
  const { locale } = useReader()
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reachable by keyboard.
    <section className={styles.scroll} aria-label={title} tabIndex={0}>
      <table className={styles.table}>
        <caption className={styles.caption}>{title}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...values], difference, isNeutral }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {values.map((value, index) => (
                <td key={columns[index + 1]}>{value}</td>
              ))}
              {difference !== undefined && (
                <td data-difference={isNeutral ? undefined : Math.sign(difference)}>{signed.format(difference)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

type Example = BacktestReport['examples']['muted'][number]

function Examples({ kind, report }: { kind: (typeof KINDS)[number]; report: BacktestReport }) {
  const { t } = useTranslation()
  const count = report.counts[kind]
  const examples = report.examples[kind]
  if (count === 0) return null
  return (
    <section className={styles.examples} aria-label={t(`backtest.examples.${kind}`)}>
      <h3 className={styles.caption}>
        {t(`backtest.examples.${kind}`)} <span className={styles.count}>{count}</span>
      </h3>
      <p className={styles.note}>{t('backtest.examplesText', { shown: examples.length, count })}</p>
      <ul className={styles.list}>
        {examples.map((example) => (
          <ExampleRow key={example.alert} example={example} />
        ))}
      </ul>
    </section>
  )
}

function ExampleRow({ example }: { example: Example }) {
  const { t } = useTranslation()
  const reader = useReader()
  const words = useWords()
  const fateOf = ({ because, severity, service }: Example['before']) =>
    because === null
      ? t('backtest.fate', {
          severity: words(`sourceSeverity.${severity}`, severity),
          service: service?.name ?? t('backtest.noService'),
        })
      : words(`placement.${because}`, because)
  return (
    <li className={styles.example}>
      <Link to="/alerts/$id" params={{ id: example.alert }} className={styles.link}>
        {example.title}
      </Link>
      <span className={styles.note}>
        {example.source.name} · {formatMoment(Date.parse(example.at), reader)}
      </span>
      <span className={styles.fates}>
        {[example.before, example.after].map((fate, index) => (
          <Fragment key={index === 0 ? 'before' : 'after'}>
            {index === 1 && <span aria-hidden="true">→</span>}
            <span>{fateOf(fate)}</span>
          </Fragment>
        ))}
      </span>
    </li>
  )
}
