import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { type ActionPath, useIncidentAction } from '../api/use-incident-action.ts'
import { FormDialog } from './form-dialog.tsx'

/** A dialog that asks for one text and sends it as one field of an action. */
export function ReasonDialog({
  incidentId,
  path,
  field,
  words,
  isRequired,
  isDangerous = false,
  onClose,
}: {
  incidentId: string
  path: ActionPath
  field: 'note' | 'reason' | 'workaround'
  words: { title: string; text: string; label: string; submit: string }
  isRequired: boolean
  isDangerous?: boolean
  onClose: () => void
}) {
  const action = useIncidentAction(path)
  const [written, setWritten] = useState('')
  const text = written.trim()
  return (
    <FormDialog
      title={words.title}
      text={words.text}
      submitLabel={words.submit}
      onSubmit={() =>
        action.mutate({ id: incidentId, body: text === '' ? {} : { [field]: text } }, { onSuccess: onClose })
      }
      onClose={onClose}
      isPending={action.isPending}
      isReady={!isRequired || text !== ''}
      isDangerous={isDangerous}
      error={action.error}
    >
      <Textarea
        label={words.label}
        value={written}
        onChange={(event) => setWritten(event.currentTarget.value)}
        required={isRequired}
        autosize
        minRows={2}
        maxRows={10}
        data-autofocus
      />
    </FormDialog>
  )
}
