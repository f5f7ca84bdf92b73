import '../../messages/source-texts.ts'
import './add-source-texts.ts'
import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { suggestId } from '../../ui/suggest-id.ts'
import { servicesQuery } from '../lake/services.query.ts'
import { useCreateSource } from './sources.query.ts'

const systems = [
  'alertmanager',
  'grafana',
  'signoz',
  'datadog',
  'aws-cloudwatch',
  'newrelic',
  'elastic',
  'splunk',
  'sentry',
  'azure-monitor',
  'gcp-monitoring',
  'uptime-kuma',
  'pingdom',
  'statuscake',
  'zabbix',
  'nagios',
  'icinga',
  'pagerduty-webhooks',
  'jira',
  'servicenow',
  'zendesk',
  'github',
  'gitlab',
  'argocd',
  'json-change',
  'email',
  'pagerduty-events',
  'json',
  'heartbeat',
] as const
type System = (typeof systems)[number]

/** What a generic JSON source understands until somebody writes a mapping of their own. */
const simpleMap = {
  title: 'body.title',
  dedup_key: 'body.id',
  state: "body.ok ? 'resolved' : 'firing'",
  severity: "has(body.level) ? body.level : 'high'",
}

/** A new source: a name, what it speaks, and which service it is about. The key is made by the server. */
export function AddSourceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const create = useCreateSource()
  const { data: services = [] } = useQuery(servicesQuery)
  const [name, setName] = useState('')
  const [system, setSystem] = useState<System>('alertmanager')
  const [service, setService] = useState<string | null>(null)
  const [every, setEvery] = useState('1h')
  const problems = fieldProblems(create.error)
  const submit = () =>
    create.mutate(
      {
        id: suggestId(name),
        name: name.trim(),
        system,
        ...(service !== null && { service }),
        ...(system === 'heartbeat' && { every }),
        ...(system === 'json' && { map: simpleMap }),
      },
      { onSuccess: ({ id }) => void navigate({ to: '/sources/$id', params: { id } }) },
    )
  return (
    <FormDialog
      title={t('sources.addTitle')}
      submitLabel={t('sources.add')}
      onSubmit={submit}
      onClose={onClose}
      isPending={create.isPending}
      isReady={suggestId(name) !== ''}
      error={create.error}
    >
      <TextInput
        label={t('sources.name')}
        placeholder={t('sources.nameExample')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problems.name ?? problems.id}
        required
        data-autofocus
      />
      <Select
        label={t('sources.system')}
        value={system}
        data={systems.map((each) => ({ value: each, label: t(`systems.${each}`) }))}
        onChange={(next) => next !== null && setSystem(next as System)}
        allowDeselect={false}
        searchable
        description={t(`systemAbout.${system}`)}
      />
      {system === 'heartbeat' && (
        <TextInput
          label={t('sources.every')}
          description={t('sources.everyText')}
          value={every}
          onChange={(event) => setEvery(event.currentTarget.value)}
          error={problems.every}
        />
      )}
      <Select
        label={t('sources.service')}
        description={t('sources.serviceText')}
        placeholder={t('sources.byLabel')}
        value={service}
        data={services.map(({ id, name: label }) => ({ value: id, label }))}
        onChange={setService}
        error={problems.service}
        clearable
        searchable
      />
    </FormDialog>
  )
}
