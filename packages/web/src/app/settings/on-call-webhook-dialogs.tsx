import { MultiSelect, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { schedulesQuery } from '../../features/respond/policies.query.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { suggestId } from '../../ui/suggest-id.ts'
import {
  type OnCallWebhook,
  type OnCallWebhookForm,
  useDeleteOnCallWebhook,
  useSaveOnCallWebhook,
} from './on-call-webhooks.query.ts'

type Draft = Required<Omit<OnCallWebhookForm, 'id' | 'secret'>>

/** Where it is told who is on call, and in which schedules. */
export function OnCallWebhookDialog({
  known,
  schedule,
  count,
  onClose,
  onMade,
}: {
  known?: OnCallWebhook
  /** That it follows at first. */
  schedule?: string | undefined
  /** Of those that there are, for an id where the name gives none. */
  count: number
  onClose: () => void
  onMade?: (made: OnCallWebhook) => void
}) {
  const { t } = useTranslation()
  const save = useSaveOnCallWebhook()
  const { data: schedules = [] } = useQuery(schedulesQuery)
  const [draft, setDraft] = useState<Draft>(() =>
    known
      ? { name: known.name, url: known.url, schedules: known.schedules, active: known.active }
      : { name: '', url: '', schedules: schedule === undefined ? [] : [schedule], active: true },
  )
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const problems = fieldProblems(save.error)
  const id = known?.id ?? (suggestId(draft.name) || `on-call-${count + 1}`)
  const submit = () =>
    save.mutate(
      { form: { ...draft, id, name: draft.name.trim(), url: draft.url.trim() }, known },
      {
        onSuccess: (saved) => {
          onClose()
          onMade?.(saved)
        },
      },
    )
  return (
    <FormDialog
      title={known ? t('webhooks.editTitle', { name: known.name }) : t('webhooks.onCall.add')}
      submitLabel={known ? t('common.save') : t('webhooks.onCall.add')}
      onSubmit={submit}
      onClose={onClose}
      isPending={save.isPending}
      isReady={draft.name.trim() !== '' && draft.url.trim() !== '' && draft.schedules.length > 0}
      error={save.error}
    >
      <TextInput
        label={t('webhooks.name')}
        placeholder={t('webhooks.onCall.nameExample')}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={problems.name ?? problems.id}
        required
        data-autofocus
      />
      <TextInput
        label={t('webhooks.url')}
        description={t('webhooks.onCall.urlText')}
        placeholder={t('webhooks.onCall.urlExample')}
        value={draft.url}
        onChange={(event) => change({ url: event.currentTarget.value })}
        error={problems.url}
        type="url"
        required
      />
      <MultiSelect
        label={t('webhooks.onCall.schedules')}
        description={t('webhooks.onCall.schedulesText')}
        placeholder={draft.schedules.length === 0 ? t('webhooks.onCall.schedulesExample') : ''}
        value={draft.schedules}
        data={schedules.map((each) => ({ value: each.id, label: each.name }))}
        onChange={(next) => change({ schedules: next })}
        error={problems.schedules}
        searchable
        required
      />
      {known && (
        <Switch
          label={t('common.active')}
          checked={draft.active}
          onChange={(event) => change({ active: event.currentTarget.checked })}
        />
      )}
    </FormDialog>
  )
}

export function DeleteOnCallWebhookDialog({ webhook, onClose }: { webhook: OnCallWebhook; onClose: () => void }) {
  const { t } = useTranslation()
  const drop = useDeleteOnCallWebhook()
  return (
    <ConfirmDialog
      title={t('webhooks.deleteTitle', { name: webhook.name })}
      text={t('webhooks.onCall.deleteText')}
      submitLabel={t('common.delete')}
      onConfirm={() => drop.mutate(webhook.id, { onSuccess: onClose })}
      onClose={onClose}
      isPending={drop.isPending}
      error={drop.error}
    />
  )
}
