import { Autocomplete, MultiSelect, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import type { Maintenance } from '../../../api/types.ts'
import { whenDone } from '../../../api/when-done.ts'
import { now } from '../../../ports/clock.ts'
import { ChoiceField } from '../../../ui/choice-field.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { localTimeOf } from '../../../ui/time/zone-time.ts'
import { servicesQuery } from '../../lake/services.query.ts'
import {
  bodyOfMaintenance,
  draftOfMaintenance,
  isComplete,
  type MaintenanceDraft,
  newMaintenance,
  REPEATS,
  type Repeat,
} from './maintenance-draft.ts'
import styles from './quiet.module.css'
import { useSaveMaintenance } from './quiet.query.ts'

const hourMs = 3_600_000

/** Plans a window, or changes the one that is `known`. */
export function MaintenanceDialog({ known, onClose }: { known?: Maintenance; onClose: () => void }) {
  const { t } = useTranslation()
  const { zone } = useReader()
  const save = useSaveMaintenance()
  const [draft, setDraft] = useState(() =>
    known ? draftOfMaintenance(known) : newMaintenance(zone, `${localTimeOf(now() + hourMs, zone).slice(0, 13)}:00`),
  )
  const submit = () =>
    whenDone(save.mutateAsync({ body: bodyOfMaintenance(draft, known?.id), known }), {
      onSuccess: () => {
        notifyDone(t('maintenance.saved'))
        onClose()
      },
    })
  return (
    <FormDialog
      title={known ? t('maintenance.editTitle', { name: known.name }) : t('maintenance.addTitle')}
      submitLabel={known ? t('common.save') : t('maintenance.add')}
      onSubmit={submit}
      onClose={onClose}
      isPending={save.isPending}
      isReady={isComplete(draft)}
      error={save.error}
    >
      <Fields
        draft={draft}
        onChange={(changed) => setDraft((before) => ({ ...before, ...changed }))}
        problems={fieldProblems(save.error)}
      />
    </FormDialog>
  )
}

interface FieldsProps {
  draft: MaintenanceDraft
  onChange: (changed: Partial<MaintenanceDraft>) => void
  problems: Record<string, string>
}

function Fields({ draft, onChange, problems }: FieldsProps) {
  const { t } = useTranslation()
  const { data: services = [] } = useQuery(servicesQuery)
  return (
    <>
      <TextInput
        label={t('maintenance.name')}
        placeholder={t('maintenance.nameExample')}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={problems.name ?? problems.id}
        required
        data-autofocus
      />
      <WhenFields draft={draft} onChange={onChange} problems={problems} />
      <MultiSelect
        label={t('maintenance.services')}
        description={t('maintenance.servicesText')}
        placeholder={draft.services.length === 0 ? t('maintenance.everything') : ''}
        value={draft.services}
        data={services.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(next) => onChange({ services: next })}
        error={problems.services}
        searchable
        clearable
      />
      <TagsInput
        label={t('maintenance.labels')}
        description={t('maintenance.labelsText')}
        value={draft.labels}
        onChange={(labels) => onChange({ labels })}
        error={problems.labels ?? problems['labels.0']}
      />
      <ChoiceField
        label={t('maintenance.mode')}
        value={draft.mode}
        choices={(['mute', 'low'] as const).map((value) => ({ value, label: t(`maintenance.modes.${value}`) }))}
        onChange={(mode) => onChange({ mode })}
      />
      <Switch
        label={t('maintenance.pauses')}
        checked={draft.pausesMonitors}
        onChange={(event) => onChange({ pausesMonitors: event.currentTarget.checked })}
      />
    </>
  )
}

function WhenFields({ draft, onChange, problems }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      <div className={styles.pair}>
        <TextInput
          type="datetime-local"
          label={t('maintenance.startsAt')}
          value={draft.startsAt}
          onChange={(event) => onChange({ startsAt: event.currentTarget.value })}
          error={problems.starts_at}
          required
        />
        <TextInput
          label={t('maintenance.lasts')}
          placeholder={t('maintenance.lastsText')}
          value={draft.lasts}
          onChange={(event) => onChange({ lasts: event.currentTarget.value })}
          error={problems.lasts}
          required
        />
      </div>
      <div className={styles.pair}>
        <Autocomplete
          label={t('maintenance.zone')}
          value={draft.zone}
          data={Intl.supportedValuesOf('timeZone')}
          limit={8}
          onChange={(zone) => onChange({ zone })}
          error={problems.zone}
        />
        <Select
          label={t('maintenance.repeat')}
          value={draft.repeat}
          data={REPEATS.map((value) => ({
            value,
            label: value === 'once' ? t('maintenance.once') : t(`maintenance.every.${value}`),
          }))}
          onChange={(repeat) => onChange({ repeat: (repeat ?? 'once') as Repeat })}
          error={problems.repeat}
          allowDeselect={false}
        />
      </div>
      {draft.repeat === 'week' && <Weekdays draft={draft} onChange={onChange} />}
      {draft.repeat === 'month_weekday' && <NthWeekday draft={draft} onChange={onChange} />}
    </>
  )
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7]
/** 2026-01-05 is a Monday. */
const MONDAY_MS = Date.UTC(2026, 0, 5)

function useWeekdayName(): (weekday: number) => string {
  const { locale } = useReader()
  return (weekday) =>
    new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(
      MONDAY_MS + (weekday - 1) * 24 * hourMs,
    )
}

function Weekdays({ draft, onChange }: Omit<FieldsProps, 'problems'>) {
  const { t } = useTranslation()
  const nameOf = useWeekdayName()
  return (
    <MultiSelect
      label={t('maintenance.weekdays')}
      value={draft.weekdays.map(String)}
      data={WEEKDAYS.map((weekday) => ({ value: String(weekday), label: nameOf(weekday) }))}
      onChange={(weekdays) => onChange({ weekdays: weekdays.map(Number) })}
    />
  )
}

const NTHS = [
  { value: '1', name: 'n1' },
  { value: '2', name: 'n2' },
  { value: '3', name: 'n3' },
  { value: '4', name: 'n4' },
  { value: '5', name: 'n5' },
  { value: '-1', name: 'last' },
] as const

function NthWeekday({ draft, onChange }: Omit<FieldsProps, 'problems'>) {
  const { t } = useTranslation()
  const nameOf = useWeekdayName()
  return (
    <div className={styles.pair}>
      <Select
        label={t('maintenance.nth')}
        value={String(draft.nth)}
        data={NTHS.map(({ value, name }) => ({ value, label: t(`maintenance.nths.${name}`) }))}
        onChange={(nth) => onChange({ nth: Number(nth) })}
        allowDeselect={false}
      />
      <Select
        label={t('maintenance.weekday')}
        value={String(draft.weekdays[0] ?? 1)}
        data={WEEKDAYS.map((weekday) => ({ value: String(weekday), label: nameOf(weekday) }))}
        onChange={(weekday) => onChange({ weekdays: [Number(weekday)] })}
        allowDeselect={false}
      />
    </div>
  )
}
