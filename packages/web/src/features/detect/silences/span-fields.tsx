import { TextInput } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField } from '../../../ui/choice-field.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment, formatZone } from '../../../ui/time/wall-clock.ts'
import { localTimeOf } from '../../../ui/time/zone-time.ts'
import { type Length, lengthsAt, type SilenceDraft, spanOf } from './silence-draft.ts'
import styles from './silence-form.module.css'

const hourMs = 3_600_000

/** From when until when, in the reader's zone; the end is always written out. */
export function SpanFields({
  draft,
  began,
  nowMs,
  onChange,
}: {
  draft: SilenceDraft
  began: string | undefined
  nowMs: number
  onChange: (changed: Partial<SilenceDraft>) => void
}) {
  const { t } = useTranslation()
  const reader = useReader()
  const { zone } = reader
  const group = useId()
  const { startMs, endMs } = spanOf(draft, nowMs, zone)
  const choose = (length: Length) =>
    onChange({
      length,
      // The field begins with what was chosen before: it is changed rather than written.
      ...(length === 'custom' && { until: localTimeOf(endMs ?? nowMs + 2 * hourMs, zone) }),
    })
  return (
    <div className={styles.fields}>
      <div className={styles.lengths} role="radiogroup" aria-label={t('silence.length')}>
        {lengthsAt(startMs ?? nowMs, zone).map((length) => (
          <label key={length} className={styles.length}>
            <input
              type="radio"
              className={styles.radio}
              name={group}
              checked={draft.length === length}
              onChange={() => choose(length)}
            />
            {t(`silence.lengths.${length}`)}
          </label>
        ))}
      </div>
      <div className={styles.times}>
        {draft.from === undefined ? (
          began !== undefined && (
            <p className={styles.text}>{t('silence.since', { time: formatMoment(Date.parse(began), reader) })}</p>
          )
        ) : (
          <StartFields from={draft.from} nowMs={nowMs} zone={zone} onChange={(from) => onChange({ from })} />
        )}
        {draft.length === 'custom' && (
          <TextInput
            type="datetime-local"
            label={t('silence.until')}
            value={draft.until}
            onChange={(event) => onChange({ until: event.currentTarget.value })}
            error={
              endMs !== undefined && endMs <= Math.max(nowMs, startMs ?? 0) ? t('silence.missingParts.until') : null
            }
          />
        )}
      </div>
      <p className={styles.end}>
        {endMs !== undefined && <strong>{t('silence.endsAt', { time: formatMoment(endMs, reader) })}</strong>}{' '}
        <span className={styles.zone}>{t('silence.zone', { zone: formatZone(endMs ?? nowMs, reader) })}</span>
      </p>
    </div>
  )
}

function StartFields({
  from,
  nowMs,
  zone,
  onChange,
}: {
  from: string
  nowMs: number
  zone: string
  onChange: (from: string) => void
}) {
  const { t } = useTranslation()
  const isLater = from !== ''
  return (
    <>
      <ChoiceField
        label={t('silence.begins')}
        value={isLater ? 'later' : 'now'}
        choices={[
          { value: 'now', label: t('silence.now') },
          { value: 'later', label: t('silence.later') },
        ]}
        onChange={(when) => onChange(when === 'now' ? '' : localTimeOf(nowMs + hourMs, zone))}
      />
      {isLater && (
        <TextInput
          type="datetime-local"
          label={t('silence.from')}
          value={from}
          onChange={(event) => onChange(event.currentTarget.value || localTimeOf(nowMs, zone))}
        />
      )}
    </>
  )
}
