import { Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { SOURCE_SEVERITIES } from '@tocsin/core/kernel/scales.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import type { Source } from '../../api/types.ts'
import { EditDialog } from '../../ui/edit-dialog.tsx'
import { servicesQuery } from '../lake/services.query.ts'
import { bodyOfSource, type SourceBody, sourceQuery, useReplaceSource } from './sources.query.ts'

/** Changes how the signals of a source are taken, in the version that was read when the dialog opened. */
export function EditSourceDialog({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const replace = useReplaceSource()
  const [base, setBase] = useState(source)
  const [draft, setDraft] = useState(() => bodyOfSource(source))
  const save = (version: number) => replace.mutate({ id: base.id, body: tidy(draft), version }, { onSuccess: onClose })
  const newest = () => client.fetchQuery({ ...sourceQuery(base.id), staleTime: 0 })
  return (
    <EditDialog
      title={t('source.editTitle', { name: base.name })}
      submitLabel={t('common.save')}
      onSubmit={() => save(base.version)}
      onClose={onClose}
      isPending={replace.isPending}
      isReady={(draft.name ?? '').trim() !== ''}
      error={replace.error}
      onTakeNewest={() =>
        void newest().then((now) => {
          setBase(now)
          setDraft(bodyOfSource(now))
          replace.reset()
        })
      }
      onOverwrite={() => void newest().then(({ version }) => save(version))}
    >
      <SourceFields
        draft={draft}
        onChange={(changed) => setDraft({ ...draft, ...changed })}
        problems={fieldProblems(replace.error)}
      />
    </EditDialog>
  )
}

interface FieldsProps {
  draft: SourceBody
  onChange: (changed: Partial<SourceBody>) => void
  problems: Record<string, string>
}

function SourceFields({ draft, onChange, problems }: FieldsProps) {
  const { t } = useTranslation()
  const { data: services = [] } = useQuery(servicesQuery)
  return (
    <>
      <TextInput
        label={t('sources.name')}
        value={draft.name ?? ''}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={problems.name}
        required
        data-autofocus
      />
      <Select
        label={t('sources.service')}
        description={t('sources.serviceText')}
        placeholder={t('sources.byLabel')}
        value={draft.service ?? null}
        data={services.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(service) => onChange({ service: service ?? undefined } as Partial<SourceBody>)}
        error={problems.service}
        clearable
        searchable
      />
      <GroupingFields draft={draft} onChange={onChange} problems={problems} />
      <Select
        label={t('sources.defaultSeverity')}
        value={draft.default_severity ?? 'high'}
        data={SOURCE_SEVERITIES.map((each) => ({ value: each, label: t(`sourceSeverity.${each}`) }))}
        onChange={(next) => next !== null && onChange({ default_severity: next as 'high' })}
        allowDeselect={false}
      />
      {draft.system === 'heartbeat' && <BeatFields draft={draft} onChange={onChange} problems={problems} />}
    </>
  )
}

function GroupingFields({ draft, onChange, problems }: FieldsProps) {
  const { t } = useTranslation()
  const groups = draft.group_by ?? []
  return (
    <>
      <TagsInput
        label={t('sources.groupBy')}
        description={t('source.groupByText')}
        placeholder={groups.length === 0 ? t('sources.eachAlert') : ''}
        value={[...groups]}
        onChange={(group_by) => onChange({ group_by })}
        error={problems.group_by}
      />
      {groups.length > 0 && (
        <DurationInput
          label={t('source.groupWindow')}
          text={t('source.groupWindowText')}
          value={draft.group_window}
          onChange={(group_window) => onChange({ group_window } as Partial<SourceBody>)}
          error={problems.group_window}
        />
      )}
      <Switch
        label={t('source.resolvesText')}
        checked={draft.resolves_when_clear !== false}
        onChange={(event) => onChange({ resolves_when_clear: event.currentTarget.checked })}
      />
      {draft.resolves_when_clear !== false && (
        <DurationInput
          label={t('sources.quietPeriod')}
          text={t('source.quietPeriodText')}
          value={draft.quiet_period}
          onChange={(quiet_period) => onChange({ quiet_period } as Partial<SourceBody>)}
          error={problems.quiet_period}
        />
      )}
    </>
  )
}

function BeatFields({ draft, onChange, problems }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      <DurationInput
        label={t('sources.every')}
        text={t('sources.everyText')}
        value={draft.every}
        onChange={(every) => onChange({ every } as Partial<SourceBody>)}
        error={problems.every}
      />
      <DurationInput
        label={t('sources.grace')}
        text={t('source.durationText')}
        value={draft.grace}
        onChange={(grace) => onChange({ grace } as Partial<SourceBody>)}
        error={problems.grace}
      />
    </>
  )
}

function DurationInput({
  label,
  text,
  value,
  onChange,
  error,
}: {
  label: string
  text: string
  value: string | undefined
  onChange: (value: string | undefined) => void
  error: string | undefined
}) {
  return (
    <TextInput
      label={label}
      description={text}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      error={error}
    />
  )
}

/** What does not apply is left out, so that it takes its default. */
function tidy(draft: SourceBody): SourceBody {
  const { group_by = [], group_window, ...rest } = draft
  return {
    ...rest,
    name: (draft.name ?? '').trim(),
    group_by,
    ...(group_by.length > 0 && group_window !== undefined && { group_window }),
  }
}
