import '../../messages/declaring-texts.ts'
import { Button, MultiSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { SCOPES, SEVERITIES } from '@tocsin/core/kernel/scales.ts'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import type { IncidentPreview } from '../../api/types.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { servicesQuery } from '../lake/services.query.ts'
import { sessionQuery } from '../people/session.query.ts'
import styles from './declare-dialog.module.css'
import { type DeclareDraft, EMPTY_DRAFT, forgetDraft, isWorthKeeping, keepDraft, readDraft } from './declare-draft.ts'
import { DeclarePreview, previewQuery } from './declare-preview.tsx'
import { useDeclare } from './incident.query.ts'

/** An incident by hand. Only the title must be given: the rest can be put right once somebody is on it. */
export function DeclareDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const declare = useDeclare()
  const draft = useDraft()
  const { form, set } = draft
  const { services, severity, scope } = form
  const preview = useQuery(previewQuery({ services, severity, scope }))
  const submit = () =>
    declare.mutate(declarationOf(form), {
      onSuccess: ({ id }) => {
        draft.forget()
        onClose()
        void navigate({ to: '/incidents/$id', params: { id } })
      },
    })
  return (
    <FormDialog
      title={t('declare.title')}
      submitLabel={useSubmitLabel(preview.data)}
      onSubmit={submit}
      onClose={onClose}
      isPending={declare.isPending}
      isReady={form.title.trim() !== ''}
      error={declare.error}
    >
      {draft.isTakenUp && (
        <div className={styles.draft} role="status">
          {t('declaring.draft')}
          <Button size="compact-xs" variant="subtle" onClick={draft.discard}>
            {t('declaring.discard')}
          </Button>
        </div>
      )}
      <WhatFields form={form} set={set} problems={fieldProblems(declare.error)} />
      <ChoiceField
        label={t('declaring.impact')}
        value={scope}
        choices={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
        onChange={(next) => set({ scope: next })}
      />
      <ChoiceField
        label={t('declaring.urgency')}
        value={severity}
        choices={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
        onChange={(next) => set({ severity: next })}
      />
      <DeclarePreview form={{ services, severity, scope }} preview={preview} />
      <Description form={form} set={set} />
    </FormDialog>
  )
}

interface FieldsProps {
  form: DeclareDraft
  set: (changed: Partial<DeclareDraft>) => void
}

function WhatFields({ form, set, problems }: FieldsProps & { problems: Record<string, string> }) {
  const { t } = useTranslation()
  const { data: services = [] } = useQuery(servicesQuery)
  const servicesField = useRef<HTMLInputElement>(null)
  const { title, services: affected } = form
  return (
    <>
      <TextInput
        label={t('declare.what')}
        placeholder={t('declare.whatExample')}
        value={title}
        onChange={(event) => set({ title: event.currentTarget.value })}
        // Somebody is paged by what is sent: Enter goes on, and only the button or its key sends.
        onKeyDown={(event) => {
          if (!isPlainEnter(event)) return
          event.preventDefault()
          servicesField.current?.focus()
        }}
        error={problems.title}
        maxLength={200}
        autoComplete="off"
        required
        data-autofocus
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only keeps what bubbles from the field from sending the form. */}
      <div onKeyDown={(event) => isPlainEnter(event) && event.preventDefault()}>
        <MultiSelect
          ref={servicesField}
          label={t('declare.services')}
          placeholder={affected.length === 0 ? t('declare.servicesHint') : ''}
          data={services.filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name }))}
          value={affected}
          onChange={(next) => set({ services: next })}
          error={problems.services}
          searchable
          selectFirstOptionOnChange
          hidePickedOptions
          nothingFoundMessage={t('declare.servicesHint')}
        />
      </div>
    </>
  )
}

/** Out of the way until it is wanted. */
function Description({ form: { description }, set }: FieldsProps) {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(description !== '')
  if (!isOpen) {
    return (
      <Button className={styles.more} size="compact-sm" variant="subtle" onClick={() => setIsOpen(true)}>
        {t('declaring.more')}
      </Button>
    )
  }
  return (
    <Textarea
      label={t('declare.description')}
      value={description}
      onChange={(event) => set({ description: event.currentTarget.value })}
      autosize
      minRows={2}
      maxRows={8}
      autoFocus={description === ''}
    />
  )
}

/** The form as it is typed, kept after each change until it is declared or discarded. */
function useDraft() {
  const { data: session } = useQuery(sessionQuery)
  const userId = session?.user.id ?? ''
  const [kept] = useState(() => readDraft(userId))
  const [form, setForm] = useState(kept ?? EMPTY_DRAFT)
  const isOver = useRef(false)
  useEffect(() => {
    if (!isOver.current) keepDraft(userId, form)
  }, [userId, form])
  return {
    form,
    set: (changed: Partial<DeclareDraft>) => setForm((before) => ({ ...before, ...changed })),
    isTakenUp: kept !== undefined && isWorthKeeping(form),
    discard: () => setForm(EMPTY_DRAFT),
    forget: () => {
      isOver.current = true
      forgetDraft(userId)
    },
  }
}

function declarationOf({ title, description, ...rest }: DeclareDraft) {
  const text = description.trim()
  return {
    ...rest,
    title: title.trim(),
    ...(text !== '' && { description: text }),
    incident_type: 'operational',
  } as const
}

/** Says whom it pages, where that is one or two. */
function useSubmitLabel(preview: IncidentPreview | undefined): string {
  const { t } = useTranslation()
  const { locale } = useReader()
  const names = preview?.pages.map(({ user }) => user.name) ?? []
  if (names.length === 0 || names.length > 2) return t('declare.submit')
  return t('declaring.submit', { names: new Intl.ListFormat(locale, { type: 'conjunction' }).format(names) })
}

function isPlainEnter({ key, metaKey, ctrlKey, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && !metaKey && !ctrlKey && !nativeEvent.isComposing
}
