import { ActionIcon, Button, Chip, Select, TextInput } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { suggestId } from '../../../ui/suggest-id.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { newKey } from '../schedules/editor/draft-fields.ts'
import { ZoneField } from '../schedules/editor/layer-fields.tsx'
import { WEEKDAYS, type Weekday } from '../schedules/editor/schedule-draft.ts'
import { useWeekdayName } from '../schedules/editor/use-weekday-name.ts'
import '../schedules/schedule-texts.ts'
import styles from './vendor.module.css'
import {
  type HoursDraft,
  isReachable,
  newHours,
  newVendor,
  type Vendor,
  type VendorDraft,
  vendorBodyOf,
  vendorDraftOf,
  type WayDraft,
} from './vendor-draft.ts'
import { useSaveVendor } from './vendors.query.ts'

/** What can be written to without an account of the vendor's. */
const CHANNELS = ['email', 'sms', 'voice'] as const

interface PartProps {
  draft: VendorDraft
  problems: Record<string, string>
  onChange: (changed: Partial<VendorDraft>) => void
}

/** Somebody outside who can be called: how, what has to be named then, and at which hours. */
export function VendorDialog({ vendor, onClose }: { vendor?: Vendor | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const { zone } = useReader()
  const save = useSaveVendor(vendor)
  const [draft, setDraft] = useState(() => (vendor ? vendorDraftOf(vendor, zone) : newVendor(zone)))
  const change = (changed: Partial<VendorDraft>) => setDraft((before) => ({ ...before, ...changed }))
  const problems = fieldProblems(save.error)
  const id = vendor?.id ?? suggestId(draft.name)
  const submit = () =>
    save.mutate(
      { id, body: vendorBodyOf(draft) },
      {
        onSuccess: () => {
          notifyDone(t('vendor.saved', { name: draft.name.trim() }))
          onClose()
        },
      },
    )
  const parts = { draft, problems, onChange: change }
  return (
    <FormDialog
      title={vendor ? t('vendor.editTitle', { name: vendor.name }) : t('vendor.add')}
      text={t('vendor.text')}
      submitLabel={t(vendor ? 'common.save' : 'vendor.add')}
      onSubmit={submit}
      onClose={onClose}
      isPending={save.isPending}
      isReady={draft.name.trim() !== '' && id !== '' && isReachable(draft)}
      error={save.error}
    >
      <TextInput
        label={t('vendor.name')}
        placeholder={t('vendor.nameExample')}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={problems.name ?? problems.id}
        maxLength={200}
        required
        withAsterisk={false}
        data-autofocus
      />
      <TextInput
        label={t('vendor.phone')}
        description={t('vendor.phoneText')}
        type="tel"
        value={draft.phone}
        onChange={(event) => change({ phone: event.currentTarget.value })}
        error={problems.phone}
        maxLength={50}
      />
      <TextInput
        label={t('vendor.mail')}
        description={t('vendor.mailText')}
        type="email"
        value={draft.mail}
        onChange={(event) => change({ mail: event.currentTarget.value })}
        error={problems.mail}
      />
      <WayFields {...parts} />
      <TextInput
        label={t('vendor.reference')}
        description={t('vendor.referenceText')}
        value={draft.reference}
        onChange={(event) => change({ reference: event.currentTarget.value })}
        error={problems.reference}
        maxLength={500}
      />
      <HourFields {...parts} />
    </FormDialog>
  )
}

function WayFields({ draft: { ways }, problems, onChange }: PartProps) {
  const { t } = useTranslation()
  const change = (key: number, changed: Partial<WayDraft>) =>
    onChange({ ways: ways.map((way) => (way.key === key ? { ...way, ...changed } : way)) })
  return (
    <fieldset className={styles.group} aria-label={t('vendor.ways')}>
      {ways.map((way, index) => (
        <div key={way.key} className={styles.way}>
          <Select
            size="xs"
            aria-label={t('vendor.wayChannel', { number: index + 1 })}
            value={way.channel}
            data={[...new Set([...CHANNELS, way.channel])].map((value) => ({
              value,
              label: t(`channels.${value as (typeof CHANNELS)[number]}`),
            }))}
            onChange={(channel) => channel && change(way.key, { channel })}
            error={problems[['contacts', index, 'channel'].join('.')]}
            allowDeselect={false}
          />
          <TextInput
            size="xs"
            aria-label={t('vendor.wayTo', { number: index + 1 })}
            value={way.to}
            onChange={(event) => change(way.key, { to: event.currentTarget.value })}
            error={problems[['contacts', index, 'to'].join('.')]}
          />
          <Remove
            name={t('vendor.wayRemove', { number: index + 1 })}
            onClick={() => onChange({ ways: ways.filter(({ key }) => key !== way.key) })}
          />
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={13} />}
        onClick={() => onChange({ ways: [...ways, { key: newKey(), channel: 'sms', to: '' }] })}
        disabled={ways.length >= 9}
      >
        {t('vendor.wayAdd')}
      </Button>
    </fieldset>
  )
}

function HourFields({ draft: { hours, zone }, problems, onChange }: PartProps) {
  const { t } = useTranslation()
  const change = (key: number, changed: Partial<HoursDraft>) =>
    onChange({ hours: hours.map((row) => (row.key === key ? { ...row, ...changed } : row)) })
  const problem = Object.entries(problems).find(([field]) => field.startsWith('hours'))?.[1]
  return (
    <fieldset className={styles.group} aria-label={t('vendor.hours')}>
      <p className={styles.hint}>{t(hours.length === 0 ? 'vendor.hoursNone' : 'vendor.hoursText')}</p>
      {hours.map((row, index) => (
        <HoursRow
          key={row.key}
          row={row}
          number={index + 1}
          onChange={(changed) => change(row.key, changed)}
          onRemove={() => onChange({ hours: hours.filter(({ key }) => key !== row.key) })}
        />
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={13} />}
        onClick={() => onChange({ hours: [...hours, newHours()] })}
      >
        {t('vendor.hoursAdd')}
      </Button>
      {hours.length > 0 && (
        <ZoneField
          label={t('vendor.zone')}
          value={zone}
          onChange={(next) => onChange({ zone: next })}
          error={problems['hours.zone']}
        />
      )}
      {problem !== undefined && <p className={styles.problem}>{problem}</p>}
    </fieldset>
  )
}

function HoursRow({
  row: { days, from, to },
  number,
  onChange,
  onRemove,
}: {
  row: HoursDraft
  number: number
  onChange: (changed: Partial<HoursDraft>) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const [nameOf, short] = [useWeekdayName(), useWeekdayName('short')]
  return (
    <div className={styles.hours}>
      <Chip.Group multiple value={days} onChange={(next) => onChange({ days: next as Weekday[] })}>
        <div className={styles.days}>
          {WEEKDAYS.map((day) => (
            <Chip key={day} size="xs" value={day} aria-label={nameOf(day)} icon={null}>
              {short(day)}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      <div className={styles.times}>
        <TextInput
          size="xs"
          type="time"
          aria-label={t('vendor.hoursFrom', { number })}
          value={from}
          onChange={(event) => onChange({ from: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          type="time"
          aria-label={t('vendor.hoursTo', { number })}
          value={to === '24:00' ? '00:00' : to}
          onChange={({ currentTarget: { value } }) =>
            onChange({ to: value === '00:00' && from !== '00:00' ? '24:00' : value })
          }
        />
        <Remove name={t('vendor.hoursRemove', { number })} onClick={onRemove} />
      </div>
    </div>
  )
}

function Remove({ name, onClick }: { name: string; onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size={30} aria-label={name} onClick={onClick}>
      <IconTrash size={15} />
    </ActionIcon>
  )
}
