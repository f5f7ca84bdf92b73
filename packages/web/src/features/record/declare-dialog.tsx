import { MultiSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { SCOPES, type Scope, SEVERITIES, type Severity } from '@tocsin/core/kernel/scales.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { servicesQuery } from '../lake/services.query.ts'
import { useDeclare } from './incident.query.ts'

/** An incident by hand. Only the title must be given: the rest can be put right once somebody is on it. */
export function DeclareDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const declare = useDeclare()
  const { data: services = [] } = useQuery(servicesQuery)
  const [title, setTitle] = useState('')
  const [description, setDescription] = useState('')
  const [affected, setAffected] = useState<string[]>([])
  const [severity, setSeverity] = useState<Severity>('medium')
  const [scope, setScope] = useState<Scope>('department')
  const problems = fieldProblems(declare.error)
  const submit = () =>
    declare.mutate(
      {
        title: title.trim(),
        ...(description.trim() !== '' && { description: description.trim() }),
        services: affected,
        severity,
        scope,
        incident_type: 'operational',
      },
      {
        onSuccess: ({ id }) => {
          onClose()
          void navigate({ to: '/incidents/$id', params: { id } })
        },
      },
    )
  return (
    <FormDialog
      title={t('declare.title')}
      text={t('declare.text')}
      submitLabel={t('declare.submit')}
      onSubmit={submit}
      onClose={onClose}
      isPending={declare.isPending}
      isReady={title.trim() !== ''}
      error={declare.error}
    >
      <TextInput
        label={t('declare.what')}
        placeholder={t('declare.whatExample')}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        error={problems.title}
        maxLength={200}
        required
        data-autofocus
      />
      <MultiSelect
        label={t('declare.services')}
        placeholder={affected.length === 0 ? t('declare.servicesHint') : ''}
        data={services.filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name }))}
        value={affected}
        onChange={setAffected}
        error={problems.services}
        searchable
        hidePickedOptions
      />
      <ChoiceField
        label={t('declare.severity')}
        value={severity}
        choices={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
        onChange={setSeverity}
      />
      <ChoiceField
        label={t('declare.scope')}
        value={scope}
        choices={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
        onChange={setScope}
      />
      <Textarea
        label={t('declare.description')}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={8}
      />
    </FormDialog>
  )
}
