import './monitor-texts.ts'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { MonitorHistory } from '../../../api/types.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { formatLatency, formatNumber } from './format-figures.ts'
import { calcGraph, HEIGHT, WIDTH } from './graph.ts'
import styles from './history-graph.module.css'

/** How long answers took, or what was measured, over a period; what it was down in stands behind it. A part of its own. */
export function HistoryGraph({ history, isMetric }: { history: MonitorHistory; isMetric: boolean }) {
  const { t } = useTranslation()
  const reader = useReader()
  const id = useId()
  const graph = calcGraph(history, isMetric)
  const shown = (value: number) => (isMetric ? formatNumber(value, reader.locale) : formatLatency(value, reader.locale))
  const label = t(isMetric ? 'monitors.graph.value' : 'monitors.graph.latency')
  if (graph.points.length === 0) return <p className={styles.empty}>{t('monitors.graph.none')}</p>
  return (
    <figure className={styles.figure} aria-labelledby={id}>
      <figcaption id={id} className={styles.caption}>
        <span>{label}</span>
        <span className={styles.legend}>
          <span className={styles.average} /> {t('monitors.graph.average')}
          {!isMetric && (
            <>
              <span className={styles.worst} /> {t('monitors.graph.worst')}
            </>
          )}
          <span className={styles.down} /> {t('monitors.graph.down')}
        </span>
      </figcaption>
      <div className={styles.plot}>
        <div className={styles.scale} aria-hidden>
          <span>{shown(graph.max)}</span>
          <span>{shown((graph.max + graph.min) / 2)}</span>
          <span>{shown(graph.min)}</span>
        </div>
        <svg className={styles.svg} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
          {[0.25, 0.5, 0.75].map((share) => (
            <line key={share} x1={0} x2={WIDTH} y1={HEIGHT * share} y2={HEIGHT * share} className={styles.grid} />
          ))}
          {graph.downs.map(({ x, width, share }) => (
            <rect
              key={x}
              x={x}
              width={width}
              y={0}
              height={HEIGHT}
              className={styles.outage}
              opacity={0.3 + 0.7 * share}
            />
          ))}
          {graph.worst.map((path) => (
            <path key={path} d={path} className={styles.worstLine} vectorEffect="non-scaling-stroke" />
          ))}
          {graph.average.map((path) => (
            <path key={path} d={path} className={styles.averageLine} vectorEffect="non-scaling-stroke" />
          ))}
          {graph.points.map((point) => (
            <rect key={point.x} x={point.x} y={0} width={graph.step} height={HEIGHT} className={styles.hover}>
              <title>
                {t('monitors.graph.point', {
                  time: formatMoment(point.at, reader),
                  value: shown(point.value),
                  failures: point.failures,
                  checks: point.checks,
                })}
              </title>
            </rect>
          ))}
        </svg>
      </div>
      <div className={styles.axis}>
        <span>{formatMoment(Date.parse(history.from), reader)}</span>
        <span>{formatMoment(Date.parse(history.to), reader)}</span>
      </div>
    </figure>
  )
}
