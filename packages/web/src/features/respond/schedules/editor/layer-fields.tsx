import { Autocomplete, NumberInput, Select, TextInput } from '@mantine/core'
import IconChevronDown from '@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs'
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { HolidayFields, SourceFields } from './calendar-fields.tsx'
import { LifetimeFields } from './lifetime-fields.tsx'
import { RestrictionFields } from './restriction-fields.tsx'
import { type LayerDraft, UNITS, type Unit, WEEKDAYS, type Weekday } from './schedule-draft.ts'
import styles from './schedule-editor.module.css'
import { TurnFields } from './turn-fields.tsx'
import { useWeekdayName } from './use-weekday-name.ts'

interface FieldsProps {
  layer: LayerDraft
  problems: Record<string, string>
  onChange: (changed: Partial<LayerDraft>) => void
}

/** One layer: closed it is a sentence, open it is all of its fields. */
export function LayerCard({
  layer,
  title,
  own,
  problems,
  isOpen,
  onToggle,
  onChange,
  children,
}: FieldsProps & {
  title: string
  own: string | undefined
  isOpen: boolean
  onToggle: () => void
  /** What moves and removes it. */
  children: ReactNode
}) {
  const { t } = useTranslation()
  const summary = useSummary()
  const isWrong = Object.keys(problems).length > 0
  return (
    <>
      <div className={styles.layerHead}>
        <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={onToggle}>
          {isOpen ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
          <span className={styles.layerTitle} data-wrong={isWrong || undefined}>
            {title}
          </span>
          {!isOpen && <span className={styles.summary}>{summary(layer)}</span>}
        </button>
        {children}
      </div>
      {!isOpen && isWrong && <p className={styles.problem}>{Object.values(problems)[0]}</p>}
      {isOpen && (
        <div className={styles.layerBody}>
          <div className={styles.pair}>
            <TextInput
              size="xs"
              label={t('scheduleEditor.layerName')}
              placeholder={t('scheduleEditor.layerNameExample')}
              value={layer.name}
              onChange={(event) => onChange({ name: event.currentTarget.value })}
              error={problems.name}
            />
            <ZoneField
              label={t('scheduleEditor.zone')}
              value={layer.zone}
              onChange={(zone) => onChange({ zone })}
              error={problems.zone}
            />
          </div>
          <SourceFields layer={layer} problems={problems} onChange={onChange} />
          {layer.shiftsFrom === null && (
            <>
              <RotationFields layer={layer} problems={problems} onChange={onChange} />
              <TurnFields turns={layer.turns} own={own} problems={problems} onChange={(turns) => onChange({ turns })} />
            </>
          )}
          <RestrictionFields layer={layer} problems={problems} onChange={onChange} />
          <HolidayFields layer={layer} problems={problems} onChange={onChange} />
          <LifeFields layer={layer} problems={problems} onChange={onChange} />
        </div>
      )}
    </>
  )
}

export function ZoneField({
  label,
  description,
  value,
  error,
  onChange,
}: {
  label: string
  description?: string
  value: string
  error: string | undefined
  onChange: (zone: string) => void
}) {
  return (
    <Autocomplete
      size="xs"
      label={label}
      description={description}
      value={value}
      data={['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]}
      limit={8}
      onChange={onChange}
      error={error}
    />
  )
}

function RotationFields({ layer, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const nameOf = useWeekdayName()
  const { unit } = layer
  return (
    <>
      <div className={styles.pair}>
        <div className={styles.every}>
          <NumberInput
            size="xs"
            label={t('scheduleEditor.every')}
            value={layer.count}
            onChange={(count) => onChange({ count: Number(count) || 1 })}
            min={1}
            max={366}
            error={problems.every}
          />
          <Select
            size="xs"
            aria-label={t('scheduleEditor.every')}
            value={unit}
            data={UNITS.map((value) => ({ value, label: t(`scheduleEditor.units.${value}`) }))}
            onChange={(next) => onChange({ unit: (next ?? 'week') as Unit })}
            allowDeselect={false}
          />
        </div>
        <TextInput
          size="xs"
          type="date"
          label={t('scheduleEditor.first')}
          title={t('scheduleEditor.firstText')}
          value={layer.start}
          onChange={(event) => onChange({ start: event.currentTarget.value })}
          error={problems.start}
        />
      </div>
      <div className={styles.pair}>
        {unit === 'week' && (
          <Select
            size="xs"
            label={t('scheduleEditor.handoffDay')}
            value={layer.weekday}
            data={WEEKDAYS.map((value) => ({ value, label: nameOf(value) }))}
            onChange={(weekday) => onChange({ weekday: (weekday ?? 'Mon') as Weekday })}
            allowDeselect={false}
          />
        )}
        {unit === 'month' && (
          <NumberInput
            size="xs"
            label={t('scheduleEditor.dayOfMonth')}
            value={layer.dayOfMonth}
            onChange={(day) => onChange({ dayOfMonth: Number(day) || 1 })}
            min={1}
            max={31}
          />
        )}
        <TextInput
          size="xs"
          type="time"
          label={t('scheduleEditor.handoff')}
          value={layer.time}
          onChange={(event) => onChange({ time: event.currentTarget.value })}
          error={problems.handoff}
        />
      </div>
    </>
  )
}

/** From when and until when the layer exists at all; hardly ever used, and then needed. */
function LifeFields({ layer, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const isUsed = layer.startsAt !== '' || layer.endsAt !== ''
  const problem = problems.starts_at ?? problems.ends_at
  return (
    <details className={styles.life} open={isUsed || problem !== undefined}>
      <summary>{t('scheduleEditor.lasts')}</summary>
      <p className={styles.hint}>{t('scheduleEditor.lastsText')}</p>
      <div className={styles.pair}>
        <LifetimeFields value={layer} problems={problems} onChange={onChange} />
      </div>
    </details>
  )
}

/** “3 turns, every week, Monday at 09:00, Europe/Berlin”. */
function useSummary(): (layer: LayerDraft) => string {
  const { t } = useTranslation()
  const nameOf = useWeekdayName()
  return ({ turns, count, unit, time, weekday, dayOfMonth, zone, restrictions, shiftsFrom, holidays }) =>
    [
      ...(shiftsFrom === null
        ? [
            t('scheduleEditor.summary.turns', { count: turns.length }),
            t(`scheduleEditor.summary.every.${unit}`, {
              count,
              time,
              day: unit === 'week' ? nameOf(weekday) : dayOfMonth,
            }),
          ]
        : [t('scheduleEditor.summary.imported')]),
      ...(restrictions.length > 0 ? [t('scheduleEditor.summary.restricted')] : []),
      ...(holidays.length > 0 ? [t('scheduleEditor.summary.holidays')] : []),
      zone,
    ].join(', ')
}
