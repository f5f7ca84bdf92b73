import { Button, PasswordInput, Select, TextInput } from '@mantine/core'
import IconDatabase from '@tabler/icons-react/dist/esm/icons/IconDatabase.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import type { DataSource } from '../../../api/types.ts'
import { BackLink } from '../../../ui/back-link.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { OwnedByFile } from '../../../ui/owned-by-file.tsx'
import { PageBody, PageHeader } from '../../../ui/page-header.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/page-states.tsx'
import { suggestId } from '../../../ui/suggest-id.ts'
import { usePermission } from '../../people/session.query.ts'
import styles from './data-sources-page.module.css'
import { DATA_SYSTEMS, type DataSystem, SOURCE_FIELDS } from './monitor-fields.ts'
import { type DataSourceForm, dataSourcesQuery, useDeleteDataSource, useSaveDataSource } from './monitors.query.ts'
import { SettingFields } from './setting-fields.tsx'
import './monitor-texts.ts'

/** Where metrics are asked of. */
export function DataSourcesPage() {
  const { t } = useTranslation()
  const { data: sources, error, refetch } = useQuery(dataSourcesQuery)
  const mayWrite = usePermission('configuration.write')
  const [edited, setEdited] = useState<DataSource | 'new' | undefined>()
  const add = mayWrite && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setEdited('new')}>
      {t('monitors.addSource')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/monitors" label={t('monitors.back')} />
            {t('monitors.dataSources')}
          </>
        }
      >
        {sources && sources.length > 0 && add}
      </PageHeader>
      {sources && sources.length > 0 && (
        <PageBody>
          <ul className={styles.list}>
            {sources.map((source) => (
              <SourceItem key={source.id} source={source} {...(mayWrite && { onEdit: () => setEdited(source) })} />
            ))}
          </ul>
        </PageBody>
      )}
      {sources?.length === 0 && (
        <EmptyState
          icon={<IconDatabase size={22} />}
          title={t('monitors.noSources')}
          text={t('monitors.noSourcesText')}
        >
          {add}
        </EmptyState>
      )}
      {!sources && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!sources && !error && <LoadingState />}
      {edited && <SourceDialog {...(edited !== 'new' && { source: edited })} onClose={() => setEdited(undefined)} />}
    </>
  )
}

function SourceItem({ source, onEdit }: { source: DataSource; onEdit?: () => void }) {
  const { t } = useTranslation()
  const drop = useDeleteDataSource()
  const [isDeleting, setIsDeleting] = useState(false)
  const { url, host, region } = source.settings as Record<string, string | undefined>
  return (
    <li className={styles.item}>
      <span className={styles.name}>{source.name}</span>
      <span className={styles.about}>
        {t(`monitors.system.${source.system}`)} · {url ?? host ?? region}
      </span>
      <span className={styles.buttons}>
        <OwnedByFile owner={source.owned_by} />
        {onEdit && source.owned_by !== 'file' && (
          <>
            <Button size="xs" variant="default" onClick={onEdit}>
              {t('common.edit')}
            </Button>
            <Button size="xs" variant="subtle" color="red" onClick={() => setIsDeleting(true)}>
              {t('common.delete')}
            </Button>
          </>
        )}
      </span>
      {isDeleting && (
        <ConfirmDialog
          title={t('monitors.deleteSource', { name: source.name })}
          text={t('monitors.deleteSourceText')}
          submitLabel={t('common.delete')}
          onConfirm={() => drop.mutate(source, { onSuccess: () => setIsDeleting(false) })}
          onClose={() => setIsDeleting(false)}
          isPending={drop.isPending}
          error={drop.error}
        />
      )}
    </li>
  )
}

function SourceDialog({ source, onClose }: { source?: DataSource; onClose: () => void }) {
  const { t } = useTranslation()
  const save = useSaveDataSource()
  const [name, setName] = useState(source?.name ?? '')
  const [system, setSystem] = useState<DataSystem>((source?.system as DataSystem | undefined) ?? 'prometheus')
  const [settings, setSettings] = useState<Record<string, unknown>>(source?.settings ?? {})
  const [secret, setSecret] = useState('')
  const problems = fieldProblems(save.error)
  const form: DataSourceForm = {
    ...{ id: source?.id ?? suggestId(name), name: name.trim(), system, settings, active: source?.active ?? true },
    ...(secret !== '' && { secret }),
  }
  return (
    <FormDialog
      title={source ? t('monitors.editSource', { name: source.name }) : t('monitors.addSource')}
      submitLabel={t(source ? 'common.save' : 'monitors.addSource')}
      onSubmit={() => save.mutate({ form, ...(source && { version: source.version }) }, { onSuccess: onClose })}
      onClose={onClose}
      isPending={save.isPending}
      isReady={form.id !== ''}
      error={save.error}
    >
      <TextInput
        label={t('monitors.common.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problems.name ?? problems.id}
        required
        data-autofocus
      />
      <Select
        label={t('monitors.systemLabel')}
        value={system}
        data={DATA_SYSTEMS.map((each) => ({ value: each, label: t(`monitors.system.${each}`) }))}
        onChange={(next) => {
          if (next === null) return
          setSystem(next as DataSystem)
          setSettings({})
        }}
        disabled={source !== undefined}
        allowDeselect={false}
      />
      <SettingFields
        key={system}
        kind={system}
        fields={SOURCE_FIELDS[system]}
        settings={settings}
        onChange={setSettings}
        problems={problems}
      />
      <PasswordInput
        label={t(`monitors.sourceSecret.${system}`)}
        description={t(source?.has_secret ? 'monitors.secretKept' : 'monitors.secretText')}
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
        error={problems.secret}
        autoComplete="off"
      />
    </FormDialog>
  )
}
