import { MultiSelect, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import type { Team } from '../../api/types.ts'
import { EditDialog } from '../../ui/edit-dialog.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { suggestId } from '../../ui/suggest-id.ts'
import { MinimumFields } from './minimum-fields.tsx'
import { peopleQuery } from './people.query.ts'
import { type TeamForm, teamQuery, useCreateTeam, useReplaceTeam } from './teams.query.ts'

export function AddTeamDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const create = useCreateTeam()
  const [form, setForm] = useState<TeamForm>({ id: '', name: '', members: [] })
  const id = suggestId(form.name)
  return (
    <FormDialog
      title={t('teams.addTitle')}
      submitLabel={t('teams.add')}
      onSubmit={() => create.mutate({ ...form, id, name: form.name.trim() }, { onSuccess: onClose })}
      onClose={onClose}
      isPending={create.isPending}
      isReady={id !== ''}
      error={create.error}
    >
      <TeamFields form={form} onChange={setForm} problems={fieldProblems(create.error)} />
    </FormDialog>
  )
}

export function EditTeamDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const replace = useReplaceTeam()
  const [base, setBase] = useState(team)
  const [form, setForm] = useState(() => formOf(team))
  const save = (version: number) =>
    replace.mutate({ form: { ...form, name: form.name.trim() }, version }, { onSuccess: onClose })
  const newest = () => client.fetchQuery({ ...teamQuery(base.id), staleTime: 0 })
  return (
    <EditDialog
      title={t('teams.editTitle', { name: base.name })}
      submitLabel={t('common.save')}
      onSubmit={() => save(base.version)}
      onClose={onClose}
      isPending={replace.isPending}
      isReady={form.name.trim() !== ''}
      error={replace.error}
      onTakeNewest={() =>
        void newest().then((now) => {
          setBase(now)
          setForm(formOf(now))
          replace.reset()
        })
      }
      onOverwrite={() => void newest().then(({ version }) => save(version))}
    >
      <TeamFields form={form} onChange={setForm} problems={fieldProblems(replace.error)} />
    </EditDialog>
  )
}

function formOf({ id, name, members, minimum }: Team): TeamForm {
  return { id, name, members: [...members], ...(minimum && { minimum }) }
}

function withMinimum({ minimum: _, ...form }: TeamForm, minimum: TeamForm['minimum']): TeamForm {
  return { ...form, ...(minimum && { minimum }) }
}

function TeamFields({
  form,
  onChange,
  problems,
}: {
  form: TeamForm
  onChange: (form: TeamForm) => void
  problems: Record<string, string>
}) {
  const { t } = useTranslation()
  const { data: people = [] } = useQuery(peopleQuery)
  return (
    <>
      <TextInput
        label={t('teams.name')}
        value={form.name}
        onChange={(event) => onChange({ ...form, name: event.currentTarget.value })}
        error={problems.name ?? problems.id}
        required
        data-autofocus
      />
      <MultiSelect
        label={t('teams.members')}
        placeholder={form.members.length === 0 ? t('people.choose') : ''}
        value={form.members}
        data={people
          .filter(({ id, is_active }) => is_active || form.members.includes(id))
          .map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(members) => onChange({ ...form, members })}
        error={problems.members}
        searchable
        hidePickedOptions
        nothingFoundMessage={t('people.noMatch')}
      />
      <MinimumFields minimum={form.minimum} onChange={(minimum) => onChange(withMinimum(form, minimum))} />
    </>
  )
}
