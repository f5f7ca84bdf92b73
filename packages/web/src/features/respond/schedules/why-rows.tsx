import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { OnCallPerson } from '../../../api/types.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import type { OnCallWhy } from './schedules.query.ts'
import { PersonSwatch } from './timeline/person-swatch.tsx'
import { useOverrideWords } from './timeline/timeline-lanes.tsx'

interface Row {
  name: string
  value: ReactNode
}

/** By which layer, team, schedule or exception somebody is on call. */
export function useWhy(): (person: OnCallPerson, lane: string) => ReactNode {
  const { t } = useTranslation()
  return ({ user, layer, layer_name, override, temporary, team, schedule }, lane) => {
    const number = t('scheduleTimeline.layer', { number: layer + 1 })
    const own =
      layer < 0 ? t('scheduleShift.because.none') : t('scheduleShift.because.layer', { layer: layer_name ?? number })
    const main =
      temporary !== undefined
        ? t('scheduleShift.because.temporary')
        : override !== undefined
          ? t('scheduleShift.because.override')
          : own
    return (
      <span title={lane}>
        <PersonSwatch id={user.id} name={user.name} /> {main}
        {override !== undefined && layer >= 0 && ` · ${own}`}
        {team !== undefined && ` (${t('scheduleShift.because.team', { name: team })})`}
        {schedule !== undefined && (
          <>
            {' '}
            <Link to="/on-call/schedules/$id" params={{ id: schedule }}>
              ({t('scheduleShift.because.schedule', { name: schedule })})
            </Link>
          </>
        )}
      </span>
    )
  }
}

/** What a shift stands on: the version of the layers, the overrides and the temporary schedule, each with who made it and when. */
export function useWhyRows(zone: string): (why: OnCallWhy) => Row[] {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone }
  const wordsOf = useOverrideWords()
  const at = (text: string) => formatMoment(Date.parse(text), reader)
  const madeWords = (made: OnCallWhy['version']['made']) => {
    if (!made) return t('scheduleShift.madeUnknown')
    const isFile = made.by.kind === 'system' && made.by.label === 'apply'
    return t('scheduleShift.madeBy', { who: isFile ? t('scheduleShift.madeByFile') : made.by.label, time: at(made.at) })
  }
  const span = (each: { starts_at: string; ends_at: string }) => `${at(each.starts_at)} – ${at(each.ends_at)}`
  return ({ version, overrides, temporary, is_recorded: isRecorded }) => [
    ...overrides.map((override) => ({
      name: t('scheduleShift.override'),
      value: <Lines lines={[wordsOf(asShown(override)), span(override), madeWords(override.made)]} />,
    })),
    {
      name: t('scheduleTimeline.temporaryOne'),
      value: temporary && <Lines lines={[span(temporary), madeWords(temporary.made)]} />,
    },
    {
      name: t('scheduleShift.version'),
      value: (
        <Lines
          lines={[
            version.since === null
              ? t('scheduleShift.versionFirst')
              : t('scheduleShift.versionSince', { time: at(version.since) }),
            ...(version.until === null ? [] : [t('scheduleShift.versionUntil', { time: at(version.until) })]),
            madeWords(version.made),
          ]}
        />
      ),
    },
    {
      name: t('scheduleShift.source'),
      value: isRecorded ? t('scheduleShift.recorded') : t('scheduleShift.calculated'),
    },
  ]
}

function asShown({ add, remove, made: _, ...rest }: OnCallWhy['overrides'][number]) {
  return { ...rest, ...(add && { add }), ...(remove && { remove }) }
}

function Lines({ lines }: { lines: readonly string[] }) {
  return lines.map((line) => <div key={line}>{line}</div>)
}
