import { NativeSelect, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import type { Policy } from '../../../api/types.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { notifyUndoable } from '../../../ui/notify.ts'
import { suggestId } from '../../../ui/suggest-id.ts'
import styles from './criteria.module.css'
import { type CriteriaBody, type CriterionBody, useSaveCriteria } from './criteria.query.ts'
import { CriteriaTrial } from './criteria-trial.tsx'

const levels = ['L2', 'L3', 'management', 'L1'] as const
/** Names and an expression, the same in every language. */
const EXAMPLE = 'priority == "P1" && !cause_known'
const VARIABLES =
  'title, status, priority, urgency, severity, scope, level, services, team, is_acknowledged, cause_known, expected_in, needs, services_added, scope_widened, severity_raised, reports, reports_added, impact_growing'

interface Draft {
  name: string
  to: (typeof levels)[number]
  after: string
  when: string
  isOn: boolean
}

/** One criterion: its words, its level, its time and its condition, tried while they are written. */
export function CriterionDialog({
  criterion,
  policy,
  onClose,
}: {
  /** Absent: a new one. */
  criterion: CriterionBody | undefined
  policy: Policy
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { save, putBack } = useSaveCriteria(policy)
  const [draft, setDraft] = useState<Draft>(() => draftOf(criterion))
  const before: readonly CriterionBody[] = policy.criteria ?? []
  const id = criterion?.id ?? freeId(draft.name, before)
  const next = bodyOf(draft, id)
  const isSaying = next.after !== undefined || next.when !== undefined
  const at = before.findIndex((each) => each.id === id)
  const problems = fieldProblems(save.error)
  const problemOf = (field: string) => problems[`criteria.${at < 0 ? before.length : at}.${field}`]
  const change = (changed: Partial<Draft>) => setDraft((earlier) => ({ ...earlier, ...changed }))
  const submit = (criteria: CriteriaBody, done: string) =>
    save.mutate(criteria, {
      onSuccess() {
        notifyUndoable({ message: done, undo: () => putBack([...before]) })
        onClose()
      },
    })
  return (
    <FormDialog
      title={t(criterion ? 'criteria.editTitle' : 'criteria.addTitle')}
      submitLabel={t(criterion ? 'criteria.save' : 'criteria.add')}
      onSubmit={() =>
        submit(
          at < 0 ? [...before, next] : before.map((each) => (each.id === id ? next : each)),
          t(criterion ? 'criteria.changed' : 'criteria.added', { name: draft.name.trim() }),
        )
      }
      onClose={onClose}
      isPending={save.isPending}
      isReady={draft.name.trim() !== '' && id !== '' && isSaying}
      error={save.error}
    >
      <CriterionFields draft={draft} onChange={change} problemOf={problemOf} isSaying={isSaying} />
      {isSaying && <CriteriaTrial criteria={[{ ...next, name: draft.name.trim() || id || 'x', id: id || 'x' }]} />}
      {criterion && (
        <div>
          <ConfirmButton
            size="xs"
            label={t('criteria.delete')}
            question={t('common.reallyDelete')}
            onConfirm={() =>
              submit(
                before.filter((each) => each.id !== id),
                t('criteria.deleted', { name: criterion.name ?? id }),
              )
            }
          />
        </div>
      )}
    </FormDialog>
  )
}

function CriterionFields({
  draft,
  onChange,
  problemOf,
  isSaying,
}: {
  draft: Draft
  onChange: (changed: Partial<Draft>) => void
  problemOf: (field: string) => string | undefined
  isSaying: boolean
}) {
  const { t } = useTranslation()
  return (
    <div className={styles.fields}>
      <TextInput
        className={styles.wide ?? ''}
        label={t('criteria.field.name')}
        placeholder={t('criteria.field.namePlace')}
        value={draft.name}
        error={problemOf('name')}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        data-autofocus
      />
      <NativeSelect
        label={t('criteria.field.to')}
        value={draft.to}
        data={levels.map((value) => ({ value, label: t(`level.${value}`) }))}
        onChange={(event) => onChange({ to: levels.find((each) => each === event.currentTarget.value) ?? 'L2' })}
      />
      <TextInput
        label={t('criteria.field.after')}
        placeholder="30m"
        value={draft.after}
        error={problemOf('after')}
        onChange={(event) => onChange({ after: event.currentTarget.value })}
      />
      <p className={styles.wideNote}>{t('criteria.field.afterText')}</p>
      <Textarea
        className={styles.wide ?? ''}
        classNames={{ input: styles.mono ?? '' }}
        label={t('criteria.field.when')}
        description={t('criteria.field.whenText')}
        placeholder={EXAMPLE}
        value={draft.when}
        error={problemOf('when') ?? (isSaying ? undefined : t('criteria.field.whenProblem'))}
        onChange={(event) => onChange({ when: event.currentTarget.value })}
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
      />
      <details className={styles.variables}>
        <summary>{t('criteria.field.variables')}</summary>
        <code>{VARIABLES}</code>
      </details>
      <Switch
        className={styles.wide ?? ''}
        label={t('criteria.field.on')}
        checked={draft.isOn}
        onChange={(event) => onChange({ isOn: event.currentTarget.checked })}
      />
    </div>
  )
}

function draftOf(criterion: CriterionBody | undefined): Draft {
  if (!criterion) return { name: '', to: 'L2', after: '', when: '', isOn: true }
  const { id, name = id, to, after = '', when = '', off } = criterion
  return { name, to, after, when, isOn: off !== true }
}

function bodyOf({ name, to, after, when, isOn }: Draft, id: string): CriterionBody {
  return {
    ...{ id, name: name.trim(), to },
    ...(after.trim() !== '' && { after: after.trim() }),
    ...(when.trim() !== '' && { when: when.trim() }),
    ...(!isOn && { off: true }),
  }
}

/** Ids of criteria stand in figures and in the timeline: a new one takes none that is there. */
function freeId(name: string, taken: readonly CriterionBody[]): string {
  const id = suggestId(name) || (name.trim() === '' ? '' : 'criterion')
  if (id === '' || !taken.some((each) => each.id === id)) return id
  let number = 2
  while (taken.some((each) => each.id === `${id}-${number}`)) number += 1
  return `${id}-${number}`
}
