import { ActionIcon, Button, MultiSelect } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { peopleQuery } from '../../people/people.query.ts'
import { WhenFields } from './override-dialog.tsx'
import { spanOfDraft } from './override-draft.ts'
import styles from './schedule-dialogs.module.css'
import { finalQuery } from './schedules.query.ts'
import {
  bodyOfTemporary,
  newTemporary,
  type ShiftDraft,
  type TemporaryDraft,
  uncoveredOf,
  withPlan,
  withShift,
} from './temporary-draft.ts'
import type { Span } from './timeline/pieces.ts'
import { useTemporary } from './use-overriding.ts'

const SHOWN = 3

/** For a window with plans of its own: exactly these shifts, and nothing else. */
export function TemporaryDialog({
  schedule,
  zone,
  span,
  onClose,
}: {
  schedule: { id: string; name: string }
  zone: string
  span: Span
  onClose: () => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { make, isPending, error } = useTemporary(schedule.id)
  const [draft, setDraft] = useState(() => newTemporary(span, zone))
  const body = bodyOfTemporary(draft, zone)
  const problems = fieldProblems(error)
  const window = spanOfDraft(draft, zone)
  const fill = async () => {
    if (!window) return
    const { shifts } = await client.fetchQuery(finalQuery(schedule.id, window))
    setDraft((before) => withPlan(before, shifts, zone))
  }
  const changeShift = (key: number, changed: Partial<ShiftDraft>) =>
    setDraft((before) => ({
      ...before,
      shifts: before.shifts.map((shift) => (shift.key === key ? { ...shift, ...changed } : shift)),
    }))
  return (
    <FormDialog
      title={t('scheduleTemporary.title', { name: schedule.name })}
      text={t('scheduleTemporary.text')}
      submitLabel={t('scheduleTemporary.submit')}
      onSubmit={() => body && make(body, onClose)}
      onClose={onClose}
      isPending={isPending}
      isReady={body !== undefined}
      error={error}
    >
      <WhenFields
        draft={draft}
        zone={zone}
        onChange={(changed) => setDraft((before) => withWindow(before, changed))}
        problems={problems}
      />
      <div>
        <Button size="xs" variant="default" disabled={!window} onClick={() => void fill()}>
          {t('scheduleTemporary.fill')}
        </Button>
        <p className={styles.hint}>{t('scheduleTemporary.fillText')}</p>
      </div>
      <ol className={styles.shifts}>
        {draft.shifts.map((shift, index) => (
          <ShiftFields
            key={shift.key}
            shift={shift}
            index={index}
            zone={zone}
            problems={problems}
            onChange={(changed) => changeShift(shift.key, changed)}
            onRemove={() =>
              setDraft((before) => ({ ...before, shifts: before.shifts.filter(({ key }) => key !== shift.key) }))
            }
          />
        ))}
      </ol>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        onClick={() => setDraft((before) => withShift(before))}
      >
        {t('scheduleTemporary.addShift')}
      </Button>
      <Uncovered spans={uncoveredOf(draft, zone)} zone={zone} />
    </FormDialog>
  )
}

/** A single shift goes with the window, as long as it fills it. */
function withWindow(draft: TemporaryDraft, changed: { startsAt?: string; endsAt?: string }): TemporaryDraft {
  const next = { ...draft, ...changed }
  const [only, ...others] = draft.shifts
  const fills = only && others.length === 0 && only.startsAt === draft.startsAt && only.endsAt === draft.endsAt
  return fills ? { ...next, shifts: [{ ...only, startsAt: next.startsAt, endsAt: next.endsAt }] } : next
}

function ShiftFields({
  shift,
  index,
  zone,
  problems,
  onChange,
  onRemove,
}: {
  shift: ShiftDraft
  index: number
  zone: string
  problems: Record<string, string>
  onChange: (changed: Partial<ShiftDraft>) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const { data: people = [] } = useQuery(peopleQuery)
  const own = Object.fromEntries(
    Object.entries(problems).flatMap(([field, problem]) =>
      field.startsWith(`shifts.${index}.`) ? [[field.slice(`shifts.${index}.`.length), problem]] : [],
    ),
  )
  return (
    <li className={styles.shift}>
      <div className={styles.shiftHead}>
        {t('scheduleTemporary.shift', { number: index + 1 })}
        <ActionIcon aria-label={`${t('scheduleTemporary.removeShift')} ${index + 1}`} onClick={onRemove}>
          <IconTrash size={15} />
        </ActionIcon>
      </div>
      <WhenFields draft={shift} zone={zone} onChange={onChange} problems={own} />
      <MultiSelect
        label={t('scheduleTemporary.people')}
        value={shift.people}
        data={people.filter(({ is_active }) => is_active).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(next) => onChange({ people: next })}
        error={own.people ?? own['people.0']}
        searchable
        hidePickedOptions
      />
    </li>
  )
}

function Uncovered({ spans, zone }: { spans: readonly Span[]; zone: string }) {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone }
  if (spans.length === 0) return null
  const words = spans
    .slice(0, SHOWN)
    .map(({ startMs, endMs }) => `${formatMoment(startMs, reader)} – ${formatMoment(endMs, reader)}`)
  return (
    <p className={styles.hint} role="status">
      {t('scheduleTemporary.uncovered', { spans: [...words, ...(spans.length > SHOWN ? ['…'] : [])].join('; ') })}
    </p>
  )
}
