import { MultiSelect, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '../../messages/quiet-texts.ts'
import { policiesQuery, type ServiceForm, servicesQuery, teamsQuery } from './services.query.ts'

/** Text as it is typed; empty means none. */
export interface ServiceDraft {
  name: string
  description: string
  team: string | null
  policy: string | null
  dependsOn: string[]
  /** The first symptom pages although what it needs has failed. */
  isPagingAnyway: boolean
}

export const EMPTY_SERVICE: ServiceDraft = {
  ...{ name: '', description: '', team: null, policy: null },
  ...{ dependsOn: [], isPagingAnyway: false },
}

export function draftOf(form: ServiceForm): ServiceDraft {
  const { name, description, team, policy, depends_on, when_dependency_fails } = form
  return {
    ...{ name, description: description ?? '', team: team ?? null, policy: policy ?? null },
    ...{ dependsOn: depends_on ?? [], isPagingAnyway: when_dependency_fails === 'page' },
  }
}

export function formOf(id: string, draft: ServiceDraft, active: boolean): ServiceForm {
  const { name, description, team, policy, dependsOn, isPagingAnyway } = draft
  return {
    ...{ id, name: name.trim(), active },
    ...(description.trim() !== '' && { description: description.trim() }),
    ...(team !== null && { team }),
    ...(policy !== null && { policy }),
    ...(dependsOn.length > 0 && { depends_on: dependsOn }),
    ...(isPagingAnyway && { when_dependency_fails: 'page' as const }),
  }
}

/** What a service is: its name, who owns it, and whose policy pages. */
export function ServiceFields({
  id,
  draft,
  onChange,
  problems,
}: {
  /** Of the service itself, which cannot need itself. */
  id: string
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
      <NeedFields id={id} draft={draft} onChange={onChange} problem={problems.depends_on} />
    </>
  )
}

/** What it needs: with that its alerts are symptoms when something of it fails. */
function NeedFields({
  id,
  draft,
  onChange,
  problem,
}: {
  id: string
  draft: ServiceDraft
  onChange: (changed: Partial<ServiceDraft>) => void
  problem: string | undefined
}) {
  const { t } = useTranslation()
  const { data: services = [] } = useQuery(servicesQuery)
  return (
    <>
      <MultiSelect
        label={t('serviceNeeds.dependsOn')}
        description={t('serviceNeeds.dependsOnText')}
        placeholder={draft.dependsOn.length === 0 ? t('serviceNeeds.needsNothing') : ''}
        value={draft.dependsOn}
        data={services.filter((each) => each.id !== id).map((each) => ({ value: each.id, label: each.name }))}
        onChange={(dependsOn) => onChange({ dependsOn })}
        error={problem}
        searchable
        clearable
      />
      {draft.dependsOn.length > 0 && (
        <Switch
          label={t('serviceNeeds.pagesAnyway')}
          checked={draft.isPagingAnyway}
          onChange={(event) => onChange({ isPagingAnyway: event.currentTarget.checked })}
        />
      )}
    </>
  )
}
