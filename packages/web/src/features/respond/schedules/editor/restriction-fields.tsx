import { Button, Chip, Select, Switch, TextInput } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { OrderButtons } from './order-buttons.tsx'
import {
  type LayerDraft,
  moveItem,
  newRestriction,
  problemsWithin,
  type RestrictionDraft,
  WEEKDAYS,
  type Weekday,
} from './schedule-draft.ts'
import styles from './schedule-editor.module.css'
import { useWeekdayName } from './use-weekday-name.ts'

/** The hours of the week to which a layer is restricted, and whether days without any use up a turn. */
export function RestrictionFields({
  layer: { restrictions, usesOffDays },
  problems,
  onChange,
}: {
  layer: LayerDraft
  problems: Record<string, string>
  onChange: (changed: Partial<LayerDraft>) => void
}) {
  const { t } = useTranslation()
  const set = (next: RestrictionDraft[]) => onChange({ restrictions: next })
  return (
    <fieldset className={styles.group} aria-label={t('scheduleEditor.hours')}>
      {restrictions.length > 0 && (
        <>
          <p className={styles.label}>{t('scheduleEditor.hours')}</p>
          <p className={styles.hint}>{t('scheduleEditor.hoursText')}</p>
        </>
      )}
      <ul className={styles.turns}>
        {restrictions.map((row, index) => (
          <RestrictionRow
            key={row.key}
            row={row}
            name={t('scheduleEditor.restriction', { number: index + 1 })}
            problems={problemsWithin(problems, `restrictions.${index}`)}
            onChange={(changed) =>
              set(restrictions.map((each) => (each.key === row.key ? { ...each, ...changed } : each)))
            }
          >
            <OrderButtons
              name={t('scheduleEditor.restriction', { number: index + 1 })}
              index={index}
              count={restrictions.length}
              countMin={0}
              onMove={(to) => set(moveItem(restrictions, index, to))}
              onRemove={() => set(restrictions.filter(({ key }) => key !== row.key))}
            />
          </RestrictionRow>
        ))}
      </ul>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={13} />}
        onClick={() => set([...restrictions, newRestriction()])}
      >
        {t('scheduleEditor.addRestriction')}
      </Button>
      {restrictions.length > 0 && (
        <Switch
          mt={8}
          label={t('scheduleEditor.offDays')}
          description={t('scheduleEditor.offDaysText')}
          checked={usesOffDays}
          onChange={(event) => onChange({ usesOffDays: event.currentTarget.checked })}
        />
      )}
    </fieldset>
  )
}

function RestrictionRow({
  row: { days, from, to, toDay },
  name,
  problems,
  onChange,
  children,
}: {
  row: RestrictionDraft
  name: string
  problems: Record<string, string>
  onChange: (changed: Partial<RestrictionDraft>) => void
  children: ReactNode
}) {
  const { t } = useTranslation()
  const nameOf = useWeekdayName()
  const short = useWeekdayName('short')
  const problem = problems.days ?? problems.from ?? problems.to ?? problems.to_day ?? Object.values(problems)[0]
  return (
    <li className={styles.restriction}>
      <div className={styles.restrictionHead}>
        <fieldset aria-label={`${name}: ${t('scheduleEditor.days')}`} className={`${styles.group} ${styles.days}`}>
          <Chip.Group multiple value={days} onChange={(next) => onChange({ days: next as Weekday[] })}>
            {WEEKDAYS.map((day) => (
              <Chip key={day} size="xs" value={day} aria-label={nameOf(day)} icon={null}>
                {short(day)}
              </Chip>
            ))}
          </Chip.Group>
        </fieldset>
        {children}
      </div>
      <div className={styles.times}>
        <TextInput
          size="xs"
          type="time"
          aria-label={`${name}: ${t('scheduleOverride.starts')}`}
          value={from}
          onChange={(event) => onChange({ from: event.currentTarget.value })}
        />
        <span>{t('scheduleEditor.to')}</span>
        <TextInput
          size="xs"
          type="time"
          aria-label={`${name}: ${t('scheduleOverride.ends')}`}
          value={to === '24:00' ? '00:00' : to}
          onChange={({ currentTarget: { value } }) =>
            onChange({ to: value === '00:00' && from !== '00:00' ? '24:00' : value })
          }
        />
        <Select
          size="xs"
          aria-label={`${name}: ${t('scheduleEditor.endDay')}`}
          placeholder={t('scheduleEditor.endDaySame')}
          value={toDay}
          data={WEEKDAYS.map((value) => ({ value, label: nameOf(value) }))}
          onChange={(next) => onChange({ toDay: next as Weekday | null })}
          clearable
        />
      </div>
      {problem !== undefined && <p className={styles.problem}>{problem}</p>}
    </li>
  )
}
