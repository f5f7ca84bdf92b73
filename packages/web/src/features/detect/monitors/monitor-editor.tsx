import { Button, PasswordInput, Select, TextInput } from '@mantine/core'
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, fieldProblems } from '../../../api/api-error.ts'
import { FormError } from '../../../ui/form-error.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { suggestId } from '../../../ui/suggest-id.ts'
import { servicesQuery } from '../../lake/services.query.ts'
import { CheckResult } from './check-result.tsx'
import { CheckRules } from './check-rules.tsx'
import { KINDS_WITH_SECRET, MONITOR_FIELDS, MONITOR_KINDS, type MonitorKind } from './monitor-fields.ts'
import { MONITOR_LAYERS } from './monitor-filters.ts'
import styles from './monitor-form.module.css'
import { type MonitorForm, useSaveMonitor, useTryMonitor } from './monitors.query.ts'
import { SettingFields } from './setting-fields.tsx'
import { TemplatePicker } from './template-picker.tsx'

interface EditorProps {
  initial: MonitorForm
  /** Of the monitor that is changed; absent: a new one. */
  version?: number
  hasSecret?: boolean
}

/** Everything about a monitor on one page, and a button that tries it before it is saved. */
export function MonitorEditor({ initial, version, hasSecret = false }: EditorProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [draft, setDraft] = useState(initial)
  /** Counts templates: the fields begin anew with each. */
  const [round, setRound] = useState(0)
  const save = useSaveMonitor()
  const trial = useTryMonitor()
  const change = (changed: Partial<MonitorForm>) => setDraft({ ...draft, ...changed })
  const whole = (): MonitorForm => ({ ...draft, id: version === undefined ? suggestId(draft.name ?? '') : draft.id })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(
      { form: whole(), ...(version !== undefined && { version }) },
      { onSuccess: ({ id }) => void navigate({ to: '/monitors/$id', params: { id } }) },
    )
  }
  const problems = { ...fieldProblems(trial.error), ...fieldProblems(save.error) }
  const hasName = suggestId(draft.name ?? '') !== ''
  // A name is for those who save it; what is tried needs none.
  const tryNow = () => trial.mutate({ ...whole(), id: whole().id || 'try', name: draft.name || 'try' })
  const error = save.error ?? trial.error
  const isOfFields = error instanceof ApiError && Object.keys(fieldProblems(error)).length > 0
  return (
    <form className={styles.columns} onSubmit={submit}>
      <div className={styles.column}>
        <Panel title={t('monitors.whatPanel')}>
          <div className={styles.fields} key={round}>
            <WhatFields draft={draft} onChange={change} problems={problems} isNew={version === undefined} />
            {draft.kind === 'metric' && version === undefined && (
              <TemplatePicker
                draft={draft}
                onPick={(changed) => {
                  change(changed)
                  setRound(round + 1)
                }}
              />
            )}
            <SettingFields
              key={draft.kind}
              kind={draft.kind}
              fields={MONITOR_FIELDS[draft.kind as MonitorKind] ?? []}
              settings={draft.settings ?? {}}
              onChange={(settings) => change({ settings })}
              problems={problems}
            />
            {KINDS_WITH_SECRET.includes(draft.kind) && (
              <PasswordInput
                label={t(`monitors.secret.${draft.kind as 'http'}`)}
                description={t(hasSecret ? 'monitors.secretKept' : 'monitors.secretText')}
                value={draft.secret ?? ''}
                onChange={(event) => change({ secret: event.currentTarget.value || undefined } as Partial<MonitorForm>)}
                error={problems.secret}
                autoComplete="off"
              />
            )}
          </div>
        </Panel>
        <Panel title={t('monitors.rulesPanel')}>
          <div className={styles.fields}>
            <CheckRules draft={draft} onChange={change} problems={problems} />
          </div>
        </Panel>
      </div>
      <div className={styles.side}>
        <Panel title={t('monitors.tryPanel')}>
          <CheckResult result={trial.data} isPending={trial.isPending} />
          <Button
            fullWidth
            variant="default"
            leftSection={<IconPlayerPlay size={15} />}
            loading={trial.isPending}
            onClick={tryNow}
          >
            {t('monitors.tryNow')}
          </Button>
        </Panel>
        {error && <FormError error={error} />}
        {isOfFields && <p className={styles.note}>{t('monitors.seeFields')}</p>}
        <div className={styles.buttons}>
          <Button variant="subtle" color="gray" renderRoot={(props) => <Link to="/monitors" {...props} />}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!hasName}>
            {t(version === undefined ? 'monitors.add' : 'common.save')}
          </Button>
        </div>
      </div>
    </form>
  )
}

interface FieldsProps {
  draft: MonitorForm
  onChange: (changed: Partial<MonitorForm>) => void
  problems: Record<string, string>
}

function WhatFields({ draft, onChange, problems, isNew }: FieldsProps & { isNew: boolean }) {
  const { t } = useTranslation()
  const { data: services = [] } = useQuery(servicesQuery)
  return (
    <>
      <TextInput
        label={t('monitors.common.name')}
        placeholder={t('monitors.nameExample')}
        value={draft.name ?? ''}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={problems.name ?? problems.id}
        required
        data-autofocus
      />
      <Select
        label={t('monitors.common.kind')}
        description={t(`monitors.about.${draft.kind as MonitorKind}`)}
        value={draft.kind}
        data={MONITOR_KINDS.map((kind) => ({ value: kind, label: t(`monitors.kind.${kind}`) }))}
        onChange={(kind) =>
          kind !== null &&
          onChange({
            kind: kind as MonitorForm['kind'],
            settings: {},
            layer: kind === 'metric' ? 'business' : kind === 'http' ? 'application' : 'infrastructure',
          })
        }
        disabled={!isNew}
        allowDeselect={false}
      />
      <Select
        label={t('monitors.common.service')}
        description={t('monitors.serviceText')}
        value={draft.service ?? null}
        data={services.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(service) => onChange({ service: service ?? undefined } as Partial<MonitorForm>)}
        error={problems.service}
        clearable
        searchable
      />
      <Select
        label={t('monitors.common.layer')}
        description={t('monitors.layerText')}
        value={draft.layer ?? 'infrastructure'}
        data={MONITOR_LAYERS.map((layer) => ({ value: layer, label: t(`monitors.layers.${layer}`) }))}
        onChange={(layer) => layer !== null && onChange({ layer: layer as NonNullable<MonitorForm['layer']> })}
        allowDeselect={false}
      />
    </>
  )
}
