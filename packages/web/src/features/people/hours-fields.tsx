import { ActionIcon, Chip, Group, TextInput } from '@mantine/core'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/types.ts'
import styles from './account-page.module.css'

export type Hours = NonNullable<Person['hours']>
export type HoursWindow = Hours[number]
type Day = HoursWindow['days'][number]

export const DAYS: readonly Day[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
export const WINDOWS_MAX = 14

/** Whether every window says all that it needs to be one. */
export function isWhole(hours: Hours): boolean {
  return hours.every(({ days, from, to }) => days.length > 0 && from !== '' && to !== '')
}

/** The windows of a week, each with its days and its times. */
export function HoursFields({ hours, onChange }: { hours: Hours; onChange: (hours: Hours) => void }) {
  return hours.map((window, place) => (
    <WindowFields
      // biome-ignore lint/suspicious/noArrayIndexKey: windows have no name but their place
      key={place}
      window={window}
      onChange={(changes) => onChange(hours.map((each, index) => (index === place ? { ...each, ...changes } : each)))}
      onRemove={() => onChange(hours.filter((_, index) => index !== place))}
    />
  ))
}

function WindowFields({
  window: { days, from, to },
  onChange,
  onRemove,
}: {
  window: HoursWindow
  onChange: (changes: Partial<HoursWindow>) => void
  onRemove: () => void
}) {
  const { t, i18n } = useTranslation()
  return (
    <fieldset className={styles.window}>
      <legend>{t('account.hours.window')}</legend>
      <Chip.Group
        multiple
        value={days}
        onChange={(next) => onChange({ days: DAYS.filter((day) => next.includes(day)) })}
      >
        <Group gap={4}>
          {DAYS.map((day, index) => (
            <Chip key={day} value={day} size="xs">
              {weekdayName(index, i18n.language)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Group gap="xs" align="end">
        <TextInput
          type="time"
          label={t('account.hours.from')}
          value={from}
          onChange={({ currentTarget: { value } }) => onChange({ from: value })}
        />
        <TextInput
          type="time"
          label={t('account.hours.to')}
          description={to <= from ? t('account.hours.nextDay') : undefined}
          inputWrapperOrder={['label', 'input', 'description']}
          // A day that ends at midnight is written 24:00, which a clock does not show.
          value={to === '24:00' ? '00:00' : to}
          onChange={({ currentTarget: { value } }) => onChange({ to: value })}
        />
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('account.hours.remove')} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
    </fieldset>
  )
}

/** 2024-01-01 was a Monday. */
function weekdayName(index: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index))
}
