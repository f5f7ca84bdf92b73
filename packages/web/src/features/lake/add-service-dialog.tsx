import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { suggestId } from '../../ui/suggest-id.ts'
import { policiesQuery, teamsQuery, useCreateService } from './services.query.ts'

/** A new service: its name, who owns it, and whose policy pages. */
export function AddServiceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const create = useCreateService()
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: policies = [] } = useQuery(policiesQuery)
  const [name, setName] = useState('')
  const [team, setTeam] = useState<string | null>(null)
  const [policy, setPolicy] = useState<string | null>(null)
  const problems = fieldProblems(create.error)
  const choices = (things: readonly { id: string; name: string }[]) =>
    things.map((thing) => ({ value: thing.id, label: thing.name }))
  const submit = () =>
    create.mutate(
      { id: suggestId(name), name: name.trim(), ...(team !== null && { team }), ...(policy !== null && { policy }) },
      { onSuccess: onClose },
    )
  return (
    <FormDialog
      title={t('services.addTitle')}
      submitLabel={t('services.add')}
      onSubmit={submit}
      onClose={onClose}
      isPending={create.isPending}
      isReady={suggestId(name) !== ''}
      error={create.error}
    >
      <TextInput
        label={t('services.name')}
        placeholder={t('services.nameExample')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problems.name ?? problems.id}
        required
        data-autofocus
      />
      <Select
        label={t('services.policy')}
        description={t('services.policyText')}
        value={policy}
        data={choices(policies)}
        onChange={setPolicy}
        clearable
      />
      <Select label={t('services.team')} value={team} data={choices(teams)} onChange={setTeam} clearable />
    </FormDialog>
  )
}
