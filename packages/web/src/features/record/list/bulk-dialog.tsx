import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField } from '../../../ui/choice-field.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { formatLength } from '../../../ui/time/elapsed.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { PersonSelect } from '../../people/person-select.tsx'
import type { BulkActionName } from './bulk-run.ts'

type Asked = Exclude<BulkActionName, 'acknowledge'>

interface DialogProps {
  action: Asked
  count: number
  onSubmit: (body: Record<string, unknown>) => void
  onClose: () => void
}

const minuteMs = 60_000
const lengths = [15, 30, 60, 240, 720] as const

/** Asks what an action needs to know, once for all of them. */
export function BulkDialog(props: DialogProps) {
  switch (props.action) {
    case 'resolve':
      return <TextDialog {...props} field="note" isRequired={false} />
    case 'close':
      return <TextDialog {...props} field="reason" isRequired />
    case 'snooze':
      return <SnoozeDialog {...props} />
    case 'reassign':
    case 'page_responder':
      return <PersonDialog {...props} />
    case 'escalate':
      return <Frame {...props} isReady body={{}} />
  }
}

function Frame({
  action,
  count,
  onSubmit,
  onClose,
  isReady,
  body,
  children,
}: DialogProps & { isReady: boolean; body: Record<string, unknown>; children?: React.ReactNode }) {
  const { t } = useTranslation()
  const words = (part: 'title' | 'text') => t(`list.ask.${action}.${part}`, { count })
  return (
    <FormDialog
      title={words('title')}
      text={words('text')}
      submitLabel={t(`actions.${action}.do`)}
      onSubmit={() => {
        onClose()
        onSubmit(body)
      }}
      onClose={onClose}
      isPending={false}
      isReady={isReady}
      error={null}
    >
      {children}
    </FormDialog>
  )
}

function TextDialog(props: DialogProps & { field: 'note' | 'reason'; isRequired: boolean }) {
  const { field, isRequired, action } = props
  const { t } = useTranslation()
  const [written, setWritten] = useState('')
  const text = written.trim()
  return (
    <Frame {...props} isReady={!isRequired || text !== ''} body={text === '' ? {} : { [field]: text }}>
      <Textarea
        label={t(`actions.${action === 'close' ? 'close' : 'resolve'}.label`)}
        value={written}
        onChange={(event) => setWritten(event.currentTarget.value)}
        required={isRequired}
        autosize
        minRows={2}
        maxRows={8}
        data-autofocus
      />
    </Frame>
  )
}

function PersonDialog(props: DialogProps) {
  const { t } = useTranslation()
  const [user, setUser] = useState<string | null>(null)
  return (
    <Frame {...props} isReady={user !== null} body={{ user }}>
      <PersonSelect
        label={t(`actions.${props.action === 'reassign' ? 'reassign' : 'page_responder'}.who`)}
        value={user}
        onChange={setUser}
      />
    </Frame>
  )
}

function SnoozeDialog(props: DialogProps) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const [minutes, setMinutes] = useState('30')
  const [reason, setReason] = useState('')
  const body = { for_ms: Number(minutes) * minuteMs, ...(reason.trim() !== '' && { reason: reason.trim() }) }
  return (
    <Frame {...props} isReady body={body}>
      <ChoiceField
        label={t('actions.snooze.length')}
        value={minutes}
        choices={lengths.map((each) => ({ value: String(each), label: formatLength(each * minuteMs, locale) }))}
        onChange={setMinutes}
      />
      <TextInput
        label={t('actions.snooze.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </Frame>
  )
}
