import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { peopleQuery } from '../../people/people.query.ts'
import { type LayerDraft, UNITS, type Unit, WEEKDAYS, type Weekday } from '../schedules/editor/schedule-draft.ts'
import { useWeekdayName } from '../schedules/editor/use-weekday-name.ts'
import { firstStart, type PlanDraft } from './plan-draft.ts'
import styles from './planner.module.css'

interface FieldsProps {
  draft: PlanDraft
  today: string
  problems: Record<string, string>
  onChange: (changed: Partial<PlanDraft>) => void
}

/** Who takes turns, for how long each, and from when. */
export function PlanFields({ draft, today, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const { data: people = [] } = useQuery(peopleQuery)
  const peopleProblem = Object.entries(problems).find(([field]) => field.startsWith('people'))?.[1]
  return (
    <div className={styles.fields}>
      <MultiSelect
        size="xs"
        label={t('planner.people')}
        value={draft.people}
        onChange={(chosen) => onChange({ people: chosen })}
        data={people
          .filter(({ id, is_active }) => is_active || draft.people.includes(id))
          .map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` }))}
        error={draft.people.length === 0 ? t('planner.peopleNone') : peopleProblem}
        searchable
        hidePickedOptions
        nothingFoundMessage={t('people.noMatch')}
      />
      <RhythmFields draft={draft} today={today} problems={problems} onChange={onChange} />
      <div className={styles.pair}>
        <TextInput
          size="xs"
          type="date"
          label={t('planner.from')}
          value={draft.start}
          min={today}
          onChange={(event) => onChange({ start: event.currentTarget.value })}
          error={problems.start}
        />
        <NumberInput
          size="xs"
          label={t('planner.length')}
          value={draft.shifts}
          onChange={(shifts) => onChange({ shifts: Number(shifts) || 0 })}
          min={1}
          max={200}
          allowDecimal={false}
          error={problems.shifts}
        />
      </div>
    </div>
  )
}

/** The first shift goes along with the day on which shifts begin. */
function RhythmFields({ draft, today, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const dayName = useWeekdayName()
  const turn = (changed: Partial<Pick<PlanDraft, 'unit' | 'weekday' | 'dayOfMonth'>>) =>
    onChange({ ...changed, start: firstStart({ ...draft, ...changed }, today) })
  return (
    <>
      <div className={styles.pair}>
        <NumberInput
          size="xs"
          label={t('planner.every')}
          value={draft.count}
          onChange={(count) => onChange({ count: Number(count) || 0 })}
          min={1}
          max={60}
          allowDecimal={false}
          error={problems.every}
        />
        <Select
          size="xs"
          label={t('planner.unit')}
          value={draft.unit}
          data={UNITS.map((unit) => ({ value: unit, label: t(`planner.units.${unit}`) }))}
          onChange={(unit) => unit && turn({ unit: unit as Unit })}
          allowDeselect={false}
        />
      </div>
      <div className={styles.pair}>
        {draft.unit === 'week' && (
          <Select
            size="xs"
            label={t('planner.weekday')}
            value={draft.weekday}
            data={WEEKDAYS.map((day) => ({ value: day, label: dayName(day) }))}
            onChange={(day) => day && turn({ weekday: day as Weekday })}
            allowDeselect={false}
          />
        )}
        <TextInput
          size="xs"
          type="time"
          label={t('planner.handoff')}
          description={draft.zone}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={draft.time}
          onChange={(event) => onChange({ time: event.currentTarget.value })}
          error={problems.handoff}
        />
      </div>
    </>
  )
}

/** Which of several rotations is planned anew. */
export function LayerChoice({
  layers,
  value,
  onChange,
}: {
  layers: readonly LayerDraft[]
  value: number
  onChange: (key: number) => void
}) {
  const { t } = useTranslation()
  if (layers.length < 2) return null
  return (
    <Select
      size="xs"
      label={t('planner.layer')}
      value={String(value)}
      data={layers.map(({ key, name, zone }, index) => ({
        value: String(key),
        label: `${name || t('scheduleTimeline.layer', { number: layers.length - index })} · ${zone}`,
      }))}
      onChange={(key) => key !== null && onChange(Number(key))}
      allowDeselect={false}
    />
  )
}
