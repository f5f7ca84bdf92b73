import { MultiSelect, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { PRIORITIES } from '@tocsin/core/kernel/scales.ts'
import { INCIDENT_EVENTS } from '@tocsin/core/people/webhook.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { servicesQuery, teamsQuery } from '../../features/lake/services.query.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyField } from '../../ui/copy-text.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { suggestId } from '../../ui/suggest-id.ts'
import styles from './webhooks.module.css'
import { useDeleteWebhook, useSaveWebhook, type Webhook, type WebhookForm } from './webhooks.query.ts'

type Draft = Required<Omit<WebhookForm, 'id' | 'secret'>>

const EMPTY: Draft = { name: '', url: '', events: [], services: [], teams: [], priorities: [], active: true }

function draftOf({ name, url, events = [], services = [], teams = [], priorities = [], active }: Webhook): Draft {
  return { name, url, events, services, teams, priorities, active }
}

/** Where events go, and which: what is left empty means all. */
export function WebhookDialog({
  known,
  count,
  onClose,
  onMade,
}: {
  known?: Webhook
  /** Of those that there are, for an id where the name gives none. */
  count: number
  onClose: () => void
  onMade?: (made: Webhook) => void
}) {
  const { t } = useTranslation()
  const save = useSaveWebhook()
  const [draft, setDraft] = useState<Draft>(() => (known ? draftOf(known) : EMPTY))
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const problems = fieldProblems(save.error)
  const id = known?.id ?? (suggestId(draft.name) || `webhook-${count + 1}`)
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
      title={known ? t('webhooks.editTitle', { name: known.name }) : t('webhooks.addTitle')}
      submitLabel={known ? t('common.save') : t('webhooks.add')}
      onSubmit={submit}
      onClose={onClose}
      isPending={save.isPending}
      isReady={draft.name.trim() !== '' && draft.url.trim() !== ''}
      error={save.error}
    >
      <TextInput
        label={t('webhooks.name')}
        placeholder={t('webhooks.nameExample')}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={problems.name ?? problems.id}
        required
        data-autofocus
      />
      <TextInput
        label={t('webhooks.url')}
        description={t('webhooks.urlText')}
        placeholder={t('webhooks.urlExample')}
        value={draft.url}
        onChange={(event) => change({ url: event.currentTarget.value })}
        error={problems.url}
        type="url"
        required
      />
      <ChoiceFields draft={draft} change={change} />
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

/** Which events, of which incidents. */
function ChoiceFields({ draft, change }: { draft: Draft; change: (changed: Partial<Draft>) => void }) {
  const { t } = useTranslation()
  const { data: services = [] } = useQuery(servicesQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  const optionsOf = (things: readonly { id: string; name: string }[]) =>
    things.map(({ id, name }) => ({ value: id, label: name }))
  const allWhenEmpty = (chosen: readonly string[], words: string) => (chosen.length === 0 ? words : '')
  return (
    <>
      <MultiSelect
        label={t('webhooks.events')}
        placeholder={allWhenEmpty(draft.events, t('webhooks.allEvents'))}
        value={draft.events}
        data={INCIDENT_EVENTS.map((event) => ({ value: event, label: t(`webhooks.event.${event}`) }))}
        onChange={(next) => change({ events: next as Draft['events'] })}
        searchable
      />
      <MultiSelect
        label={t('webhooks.of.services')}
        placeholder={allWhenEmpty(draft.services, t('webhooks.of.all'))}
        value={draft.services}
        data={optionsOf(services)}
        onChange={(next) => change({ services: next })}
        searchable
      />
      <MultiSelect
        label={t('webhooks.of.teams')}
        placeholder={allWhenEmpty(draft.teams, t('webhooks.of.all'))}
        value={draft.teams}
        data={optionsOf(teams)}
        onChange={(next) => change({ teams: next })}
        searchable
      />
      <MultiSelect
        label={t('webhooks.of.priorities')}
        placeholder={allWhenEmpty(draft.priorities, t('webhooks.of.all'))}
        value={draft.priorities}
        data={[...PRIORITIES]}
        onChange={(next) => change({ priorities: next as Draft['priorities'] })}
      />
    </>
  )
}

/** The secret itself, this once. */
export function NewSecretDialog({
  name,
  secret,
  text,
  note,
  onClose,
}: {
  name: string
  secret: string
  /** What it is for. */
  text: string
  /** What holds of the one before it. */
  note?: string | undefined
  onClose: () => void
}) {
  const { t } = useTranslation()
  return (
    <FormDialog
      title={t('webhooks.madeTitle', { name })}
      submitLabel={t('webhooks.secretSaved')}
      onSubmit={onClose}
      onClose={onClose}
      isPending={false}
      error={undefined}
    >
      <p className={styles.warning}>{text}</p>
      <CopyField value={secret} label={t('webhooks.copySecret')} />
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </FormDialog>
  )
}

export function DeleteWebhookDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation()
  const drop = useDeleteWebhook()
  return (
    <ConfirmDialog
      title={t('webhooks.deleteTitle', { name: webhook.name })}
      text={t('webhooks.deleteText')}
      submitLabel={t('common.delete')}
      onConfirm={() => drop.mutate(webhook.id, { onSuccess: onClose })}
      onClose={onClose}
      isPending={drop.isPending}
      error={drop.error}
    />
  )
}
