import { Button, MultiSelect, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { PRIORITIES, SCOPES, SEVERITIES } from '@tocsin/core/kernel/scales.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { whenDone } from '../../api/when-done.ts'
import { servicesQuery } from '../../features/lake/services.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { CopyField } from '../../ui/copy-text.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { DigestPanel } from './digest-panel.tsx'
import styles from './general-page.module.css'
import { BridgePanel, ChannelsOfIncidentsPanel } from './rooms-panel.tsx'
import { type PartProps, Reset, Row, type Values } from './setting-row.tsx'
import {
  type SettingName,
  type Settings,
  type SettingsPatch,
  settingsQuery,
  useChangeSettings,
} from './settings.query.ts'
import { SettingsTabs } from './settings-tabs.tsx'

/** What holds for the whole organisation; what nobody set follows the version that runs. */
export function GeneralPage() {
  const { t } = useTranslation()
  const { data: settings, error, refetch } = useQuery(settingsQuery)
  return (
    <>
      <PageHeader title={t('nav.settings')} />
      <SettingsTabs />
      {settings && <Form key={JSON.stringify(settings.settings)} settings={settings} />}
      {!settings && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!settings && !error && <PageSkeleton />}
    </>
  )
}

/** Sends what differs, and nothing else. */
function Form({ settings }: { settings: Settings }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('settings.write')
  const change = useChangeSettings()
  const [values, setValues] = useState(settings.settings)
  const names = Object.keys(values) as SettingName[]
  const changed = names.filter((name) => JSON.stringify(values[name]) !== JSON.stringify(settings.settings[name]))
  const patch = Object.fromEntries(changed.map((name) => [name, values[name]])) as SettingsPatch
  const part = {
    ...{ settings, values, mayWrite },
    onChange: (next: Partial<Values>) => setValues({ ...values, ...next }),
    problems: fieldProblems(change.error),
  }
  return (
    <PageBody>
      {!mayWrite && <p className={styles.note}>{t('general.mayNotWrite')}</p>}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          whenDone(change.mutateAsync(patch), { onSuccess: () => notifyDone(t('general.saved')) })
        }}
      >
        <MatrixPanel {...part} />
        <PagingPanel {...part} />
        <TimesPanel {...part} />
        <PortalPanel {...part} />
        <ChannelsOfIncidentsPanel {...part} />
        <BridgePanel {...part} />
        <DigestPanel {...part} />
        {change.error && <FormError error={change.error} />}
        {mayWrite && (
          <div className={styles.buttons}>
            {changed.length > 0 && (
              <Button variant="subtle" color="gray" onClick={() => setValues(settings.settings)}>
                {t('general.discard')}
              </Button>
            )}
            <Button type="submit" loading={change.isPending} disabled={changed.length === 0}>
              {t('common.save')}
            </Button>
          </div>
        )}
      </form>
    </PageBody>
  )
}

/** Scope by severity: the grid from which each incident has its priority. */
function MatrixPanel({ settings, values, mayWrite, onChange }: PartProps) {
  const { t } = useTranslation()
  const set = (scope: keyof Values['matrix'], severity: 'high' | 'medium' | 'low', priority: string | null) => {
    if (priority === null) return
    onChange({ matrix: { ...values.matrix, [scope]: { ...values.matrix[scope], [severity]: priority } } })
  }
  return (
    <Panel title={t('general.matrix')} action={<Reset name="matrix" settings={settings} mayWrite={mayWrite} />}>
      <p className={styles.note}>{t('general.matrixText')}</p>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col" className={styles.column}>
              {t('general.scope')}
            </th>
            {SEVERITIES.map((severity) => (
              <th key={severity} scope="col" className={styles.column}>
                {t(`severity.${severity}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {SCOPES.map((scope) => (
            <tr key={scope}>
              <th scope="row">{t(`scope.${scope}`)}</th>
              {SEVERITIES.map((severity) => (
                <td key={severity}>
                  <Select
                    size="xs"
                    value={values.matrix[scope][severity]}
                    data={[...PRIORITIES]}
                    onChange={(next) => set(scope, severity, next)}
                    aria-label={t('general.cell', { scope: t(`scope.${scope}`), severity: t(`severity.${severity}`) })}
                    allowDeselect={false}
                    disabled={!mayWrite}
                    classNames={{ input: styles.priority }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function PagingPanel({ settings, values, mayWrite, onChange, problems }: PartProps) {
  const { t } = useTranslation()
  return (
    <Panel title={t('general.paging')}>
      <Row reset={<Reset name="high_urgency" settings={settings} mayWrite={mayWrite} />}>
        <MultiSelect
          label={t('general.highUrgency')}
          description={t('general.highUrgencyText')}
          value={values.high_urgency}
          data={[...PRIORITIES]}
          onChange={(high_urgency) => onChange({ high_urgency })}
          error={problems.high_urgency}
          disabled={!mayWrite}
        />
      </Row>
      <Row reset={<Reset name="default_scope" settings={settings} mayWrite={mayWrite} />}>
        <Select
          label={t('general.defaultScope')}
          description={t('general.defaultScopeText')}
          value={values.default_scope}
          data={SCOPES.map((scope) => ({ value: scope, label: t(`scope.${scope}`) }))}
          onChange={(next) => next !== null && onChange({ default_scope: next })}
          error={problems.default_scope}
          allowDeselect={false}
          disabled={!mayWrite}
        />
      </Row>
    </Panel>
  )
}

/** Where people without an account report what is wrong. */
function PortalPanel({ settings, values, mayWrite, onChange, problems }: PartProps) {
  const { t } = useTranslation()
  const { data: services = [] } = useQuery(servicesQuery)
  const reset = (name: SettingName) => <Reset name={name} settings={settings} mayWrite={mayWrite} />
  return (
    <Panel title={t('general.portal')}>
      <p className={styles.note}>{t('general.portalText')}</p>
      <Row reset={reset('portal')}>
        <Select
          aria-label={t('general.portal')}
          value={values.portal}
          data={(['off', 'public', 'signed_in'] as const).map((value) => ({
            value,
            label: t(`general.portalMode.${value}`),
          }))}
          onChange={(portal) => portal !== null && onChange({ portal })}
          allowDeselect={false}
          disabled={!mayWrite}
        />
      </Row>
      {values.portal !== 'off' && (
        <Row reset={null}>
          <CopyField value={`${location.origin}/report`} label={t('general.portalAddress')} />
        </Row>
      )}
      <Row reset={reset('portal_services')}>
        <MultiSelect
          label={t('general.portal_services')}
          description={t('general.portal_services_text')}
          value={values.portal_services}
          data={services.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(portal_services) => onChange({ portal_services })}
          error={problems.portal_services}
          disabled={!mayWrite}
          searchable
        />
      </Row>
      <Row reset={reset('portal_triage')}>
        <Switch
          label={t('general.portal_triage')}
          description={t('general.portal_triage_text')}
          checked={values.portal_triage}
          onChange={(event) => onChange({ portal_triage: event.currentTarget.checked })}
          disabled={!mayWrite}
        />
      </Row>
      <Row reset={reset('portal_frame_ancestors')}>
        <TagsInput
          label={t('general.portal_frame_ancestors')}
          description={t('general.portal_frame_ancestors_text')}
          value={values.portal_frame_ancestors}
          onChange={(portal_frame_ancestors) => onChange({ portal_frame_ancestors })}
          error={Object.entries(problems).find(([field]) => field.startsWith('portal_frame_ancestors'))?.[1]}
          disabled={!mayWrite}
        />
      </Row>
    </Panel>
  )
}

function TimesPanel({ settings, values, mayWrite, onChange, problems }: PartProps) {
  const { t } = useTranslation()
  return (
    <Panel title={t('general.times')}>
      {(['reopen_window', 'exhausted_repeat'] as const).map((name) => (
        <Row key={name} reset={<Reset name={name} settings={settings} mayWrite={mayWrite} />}>
          <TextInput
            label={t(`general.${name}`)}
            description={t(`general.${name}_text`)}
            value={values[name]}
            onChange={(event) => onChange({ [name]: event.currentTarget.value })}
            error={problems[name]}
            disabled={!mayWrite}
          />
        </Row>
      ))}
    </Panel>
  )
}
