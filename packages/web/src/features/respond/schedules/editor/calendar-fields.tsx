import { MultiSelect, SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { calendarsQuery } from '../../../people/calendars/calendars.query.ts'
import type { LayerDraft } from './schedule-draft.ts'
import styles from './schedule-editor.module.css'

interface FieldsProps {
  layer: LayerDraft
  problems: Record<string, string>
  onChange: (changed: Partial<LayerDraft>) => void
}

/** Whether people take turns, or an imported calendar says who is on. Without any such calendar there is nothing to choose. */
export function SourceFields({ layer: { shiftsFrom }, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const { data: calendars = [] } = useQuery(calendarsQuery)
  const imported = calendars.filter(({ use }) => use === 'shifts')
  const [first] = imported
  if (shiftsFrom === null && !first) return null
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('scheduleEditor.source')}
        value={shiftsFrom === null ? 'turns' : 'calendar'}
        data={[
          { value: 'turns', label: t('scheduleEditor.sourceTurns') },
          { value: 'calendar', label: t('scheduleEditor.sourceCalendar') },
        ]}
        onChange={(value) => onChange({ shiftsFrom: value === 'turns' ? null : (first?.id ?? null) })}
      />
      {shiftsFrom !== null && (
        <Select
          size="xs"
          label={t('scheduleEditor.shiftsFrom')}
          description={t('scheduleEditor.shiftsFromText')}
          value={shiftsFrom}
          data={choicesOf(imported, [shiftsFrom])}
          onChange={(id) => id !== null && onChange({ shiftsFrom: id })}
          error={problems.shifts_from}
          allowDeselect={false}
        />
      )}
    </>
  )
}

/** Public holidays, and other days on which a layer is off, or is on alone. */
export function HolidayFields({ layer: { holidays, holidaysOn }, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const { data: calendars } = useQuery(calendarsQuery)
  if (!calendars) return null
  const known = calendars.filter(({ use }) => use === 'holidays')
  const problem = Object.entries(problems).find(([field]) => field.startsWith('holidays'))?.[1]
  if (known.length === 0 && holidays.length === 0)
    return <p className={styles.hint}>{t('scheduleEditor.holidaysNone')}</p>
  return (
    <fieldset className={styles.group} aria-label={t('scheduleEditor.holidays')}>
      <MultiSelect
        size="xs"
        label={t('scheduleEditor.holidays')}
        placeholder={holidays.length === 0 ? t('scheduleEditor.holidaysNoneChosen') : ''}
        value={holidays}
        data={choicesOf(known, holidays)}
        onChange={(next) => onChange({ holidays: next })}
        error={problem}
        hidePickedOptions
        clearable
        clearButtonProps={{ 'aria-label': t('scheduleEditor.holidaysClear') }}
      />
      {holidays.length > 0 && (
        <SegmentedControl
          mt={6}
          size="xs"
          aria-label={t('scheduleEditor.holidaysOn')}
          value={holidaysOn}
          data={[
            { value: 'off', label: t('scheduleEditor.holidaysOff') },
            { value: 'only', label: t('scheduleEditor.holidaysOnly') },
          ]}
          onChange={(value) => onChange({ holidaysOn: value === 'only' ? 'only' : 'off' })}
        />
      )}
    </fieldset>
  )
}

/** What is chosen is shown by its id while the list of calendars is not there. */
function choicesOf(known: readonly { id: string; name: string }[], chosen: readonly string[]) {
  const names = new Map([...chosen.map((id) => [id, id] as const), ...known.map(({ id, name }) => [id, name] as const)])
  return [...names].map(([value, label]) => ({ value, label }))
}
