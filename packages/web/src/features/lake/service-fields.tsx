import { Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { policiesQuery, type ServiceForm, teamsQuery } from './services.query.ts'

/** Text as it is typed; empty means none. */
export interface ServiceDraft {
  name: string
  description: string
  team: string | null
  policy: string | null
}

export const EMPTY_SERVICE: ServiceDraft = { name: '', description: '', team: null, policy: null }

export function draftOf({ name, description, team, policy }: ServiceForm): ServiceDraft {
  return { name, description: description ?? '', team: team ?? null, policy: policy ?? null }
}

export function formOf(id: string, { name, description, team, policy }: ServiceDraft, active: boolean): ServiceForm {
  return {
    ...{ id, name: name.trim(), active },
    ...(description.trim() !== '' && { description: description.trim() }),
    ...(team !== null && { team }),
    ...(policy !== null && { policy }),
  }
}

/** What a service is: its name, who owns it, and whose policy pages. */
export function ServiceFields({
  draft,
  onChange,
  problems,
}: {
  draft: ServiceDraft
  onChange: (changed: Partial<ServiceDraft>) => void
  problems: Record<string, string>
}) {
  const { t } = useTranslation()
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: policies = [] } = useQuery(policiesQuery)
  const choices = (things: readonly { id: string; name: string }[]) =>
    things.map((thing) => ({ value: thing.id, label: thing.name }))
  return (
    <>
      <TextInput
        label={t('services.name')}
        placeholder={t('services.nameExample')}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={problems.name ?? problems.id}
        required
        data-autofocus
      />
      <Textarea
        label={t('service.description')}
        description={t('service.descriptionText')}
        value={draft.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
        error={problems.description}
        autosize
        minRows={2}
        maxRows={6}
      />
      <Select
        label={t('services.policy')}
        description={t('services.policyText')}
        placeholder={t('services.adminsInstead')}
        value={draft.policy}
        data={choices(policies)}
        onChange={(policy) => onChange({ policy })}
        error={problems.policy}
        clearable
        searchable
      />
      <Select
        label={t('services.team')}
        placeholder={t('service.noTeam')}
        value={draft.team}
        data={choices(teams)}
        onChange={(team) => onChange({ team })}
        error={problems.team}
        clearable
        searchable
      />
    </>
  )
}
