import { Select, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../ui/panel.tsx'
import { useReader } from '../../ui/time/reader.ts'
import styles from './general-page.module.css'
import { type PartProps, Reset, Row } from './setting-row.tsx'

const DAYS = [1, 2, 3, 4, 5, 6, 7]
const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}))
/** A Monday. */
const A_MONDAY = Date.UTC(2026, 0, 5)
const DAY_MS = 86_400_000

/** When the weekly letter about noise is written, if at all. */
export function DigestPanel({ settings, values, mayWrite, onChange, problems }: PartProps) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const digest = values.noise_digest
  const change = (next: Partial<typeof digest>) => onChange({ noise_digest: { ...digest, ...next } })
  const nameOf = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const days = DAYS.map((day) => ({ value: String(day), label: nameOf.format(A_MONDAY + (day - 1) * DAY_MS) }))
  const zones = [...new Set([digest.zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])]
  const isOff = !mayWrite || !digest.send
  const others = Object.keys(digest.teams)
  return (
    <Panel title={t('general.digest')} action={<Reset name="noise_digest" settings={settings} mayWrite={mayWrite} />}>
      <Row reset={null}>
        <Switch
          label={t('general.digestSend')}
          description={t('general.digestText')}
          checked={digest.send}
          onChange={(event) => change({ send: event.currentTarget.checked })}
          disabled={!mayWrite}
        />
      </Row>
      <Row reset={null}>
        <Select
          label={t('general.digestDay')}
          value={String(digest.weekday)}
          data={days}
          onChange={(day) => day !== null && change({ weekday: Number(day) })}
          allowDeselect={false}
          disabled={isOff}
        />
      </Row>
      <Row reset={null}>
        <Select
          label={t('general.digestHour')}
          value={String(digest.hour)}
          data={HOURS}
          onChange={(hour) => hour !== null && change({ hour: Number(hour) })}
          allowDeselect={false}
          disabled={isOff}
        />
      </Row>
      <Row reset={null}>
        <Select
          label={t('general.digestZone')}
          value={digest.zone}
          data={zones}
          onChange={(zone) => zone !== null && change({ zone })}
          allowDeselect={false}
          disabled={isOff}
          error={problems['noise_digest.zone']}
          searchable
          limit={100}
        />
      </Row>
      {others.length > 0 && <p className={styles.note}>{t('general.digestTeams', { teams: others.join(', ') })}</p>}
    </Panel>
  )
}
