import '../../messages/amending-texts.ts'
import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import type { IncidentDetail } from '../../api/types.ts'
import { editIncident, useIncidentEdit } from '../../api/use-incident-edit.ts'
import { whenDone } from '../../api/when-done.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { EditDialog } from '../../ui/edit-dialog.tsx'
import { notifyUndoable } from '../../ui/notify.ts'

const FIELDS = ['title', 'description', 'symptoms'] as const
type Field = (typeof FIELDS)[number]
type Words = Record<Field, string>

function wordsOf({ title, description, symptoms }: IncidentDetail): Words {
  return { title, description: description ?? '', symptoms: symptoms ?? '' }
}

/** Title, description and symptoms. Who changes one of them is in nobody's way who changes another. */
export function EditIncidentDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const edit = useIncidentEdit('edit')
  const [base, setBase] = useState(incident)
  const [draft, setDraft] = useState(() => wordsOf(incident))
  const before = wordsOf(base)
  const changed = FIELDS.filter((field) => draft[field].trim() !== before[field].trim())
  const problems = fieldProblems(edit.error)
  const set = (field: Field) => (event: { currentTarget: { value: string } }) =>
    setDraft({ ...draft, [field]: event.currentTarget.value })
  const submit = (isForced: boolean) =>
    whenDone(edit.mutateAsync({ base, isForced, fields: changed, body: pick(draft, changed) }), {
      onSuccess: ({ incident: now }) => {
        onClose()
        notifyUndoable({
          message: t('amending.edit.done', { id: base.id }),
          undo: () => editIncident('edit', { base: now, fields: changed, body: pick(before, changed) }),
          undone: t('amending.edit.undone', { id: base.id }),
        })
      },
    })
  return (
    <EditDialog
      title={t('amending.edit.title')}
      submitLabel={t('common.save')}
      onSubmit={() => submit(false)}
      onClose={onClose}
      isPending={edit.isPending}
      isReady={draft.title.trim() !== '' && changed.length > 0}
      error={edit.error}
      onTakeNewest={() =>
        whenDone(edit.readNewest(base.id), {
          onSuccess: (newest) => {
            setBase(newest)
            setDraft(wordsOf(newest))
            edit.reset()
          },
        })
      }
      onOverwrite={() => submit(true)}
    >
      <TextInput
        label={t('amending.edit.name')}
        value={draft.title}
        onChange={set('title')}
        error={problems.title}
        maxLength={200}
        autoComplete="off"
        required
        data-autofocus
      />
      <Textarea
        label={t('amending.edit.description')}
        value={draft.description}
        onChange={set('description')}
        error={problems.description}
        autosize
        minRows={3}
        maxRows={12}
      />
      <Textarea
        label={t('amending.edit.symptoms')}
        description={t('amending.edit.symptomsText')}
        value={draft.symptoms}
        onChange={set('symptoms')}
        error={problems.symptoms}
        autosize
        minRows={2}
        maxRows={8}
      />
    </EditDialog>
  )
}

function pick(words: Words, fields: readonly Field[]): Partial<Words> {
  return Object.fromEntries(fields.map((field) => [field, words[field].trim()]))
}
