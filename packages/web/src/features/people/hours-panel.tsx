import { ActionIcon, Button, Chip, Group, Switch, TextInput } from '@mantine/core'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/types.ts'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { Panel } from '../../ui/panel.tsx'
import { useSaveProfile } from './account.query.ts'
import styles from './account-page.module.css'

type Hours = NonNullable<Person['hours']>
type Window = Hours[number]
type Day = Window['days'][number]

const DAYS: readonly Day[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const WORKDAYS = DAYS.slice(0, 5)
const USUAL: Hours = [{ days: [...WORKDAYS], from: '09:00', to: '17:00' }]
const WINDOWS_MAX = 14

/** When it is working time for somebody: what steps and pages of low urgency ask. */
export function HoursPanel({ user }: { user: Person }) {
  const { t } = useTranslation()
  const save = useSaveProfile()
  const [hours, setHours] = useState(user.hours)
  const isChanged = JSON.stringify(hours) !== JSON.stringify(user.hours)
  const isWhole = hours === null || hours.every(({ days, from, to }) => days.length > 0 && from !== '' && to !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ hours }, { onSuccess: () => notifyDone(t('account.profile.saved')) })
  }
  const change = (place: number, changes: Partial<Window>) =>
    setHours((before) => before?.map((window, index) => (index === place ? { ...window, ...changes } : window)) ?? null)
  return (
    <Panel title={t('account.hours.title')}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.none}>{t('account.hours.text', { zone: user.zone })}</p>
        <Switch
          label={t('account.hours.usual')}
          checked={hours === null}
          onChange={({ currentTarget: { checked } }) => setHours(checked ? null : (user.hours ?? USUAL))}
        />
        {hours?.map((window, place) => (
          <WindowFields
            // biome-ignore lint/suspicious/noArrayIndexKey: windows have no name but their place
            key={place}
            window={window}
            onChange={(changes) => change(place, changes)}
            onRemove={() => setHours(hours.filter((_, index) => index !== place))}
          />
        ))}
        {hours?.length === 0 && <p className={styles.none}>{t('account.hours.always')}</p>}
        {save.error && <FormError error={save.error} />}
        <div className={styles.buttons}>
          {hours && hours.length < WINDOWS_MAX && (
            <Button variant="default" onClick={() => setHours([...hours, { days: [], from: '09:00', to: '17:00' }])}>
              {t('account.hours.add')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={!isChanged || !isWhole}>
            {t('account.profile.save')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

function WindowFields({
  window: { days, from, to },
  onChange,
  onRemove,
}: {
  window: Window
  onChange: (changes: Partial<Window>) => void
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
