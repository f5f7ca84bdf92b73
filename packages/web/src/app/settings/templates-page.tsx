import '../../messages/channel-texts.ts'
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermission } from '../../features/people/session.query.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useWords } from '../../ui/use-words.ts'
import channelStyles from './channels-page.module.css'
import { SettingsTabs } from './settings-tabs.tsx'
import { TemplateEditor } from './template-editor.tsx'
import { previewIncidentsQuery, templatePlacesQuery, templatesQuery } from './templates.query.ts'
import styles from './templates-page.module.css'

const KINDS = ['mail', 'sms', 'voice', 'chat', 'push'] as const

/** The words of pages, by kind of channel and language, with what they would look like. */
export function TemplatesPage() {
  const { t } = useTranslation()
  const mayWrite = usePermission('settings.write')
  const [kind, setKind] = useState<(typeof KINDS)[number]>('mail')
  const [incident, setIncident] = useState<string>()
  const places = useQuery(templatePlacesQuery)
  const templates = useQuery(templatesQuery)
  const error = places.error ?? templates.error
  const isReady = places.data && templates.data
  return (
    <>
      <PageHeader title={t('nav.settings')} />
      <SettingsTabs />
      {isReady && (
        <PageBody>
          <p className={channelStyles.intro}>
            {t('messageTemplates.text')} {!mayWrite && t('messageTemplates.mayNotWrite')}
          </p>
          <div className={styles.choices}>
            <ChoiceField
              label={t('messageTemplates.kind')}
              value={kind}
              choices={KINDS.map((value) => ({ value, label: t(`messageTemplates.kinds.${value}`) }))}
              onChange={setKind}
            />
            <IncidentSelect value={incident} onChange={setIncident} />
          </div>
          <div className={styles.editors}>
            {places.data.places
              .filter((place) => place.kind === kind)
              .map((place) => (
                <TemplateEditor
                  key={place.id}
                  place={place}
                  template={templates.data.find(({ id }) => id === place.id)}
                  incident={incident}
                  mayWrite={mayWrite}
                />
              ))}
          </div>
          <Variables names={places.data.variables} />
        </PageBody>
      )}
      {!isReady && error && (
        <ErrorState error={error} onRetry={() => void Promise.all([places.refetch(), templates.refetch()])} />
      )}
      {!isReady && !error && <PageSkeleton />}
    </>
  )
}

const EXAMPLE = ''

function IncidentSelect({
  value,
  onChange,
}: {
  value: string | undefined
  onChange: (id: string | undefined) => void
}) {
  const { t } = useTranslation()
  const { data: incidents = [] } = useQuery(previewIncidentsQuery)
  return (
    <Select
      label={t('messageTemplates.previewOn')}
      value={value ?? EXAMPLE}
      data={[
        { value: EXAMPLE, label: t('messageTemplates.example') },
        ...incidents.map(({ id, title }) => ({ value: id, label: `${id} ${title}` })),
      ]}
      allowDeselect={false}
      searchable
      onChange={(id) => onChange(id || undefined)}
    />
  )
}

const EXAMPLE_SYNTAX = {
  output: '{{ incident.title }}',
  condition: '{% if incident.service != "" %}…{% endif %}',
}

function Variables({ names }: { names: readonly string[] }) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <Panel title={t('messageTemplates.variables')}>
      <p className={styles.faint}>{t('messageTemplates.variablesText', EXAMPLE_SYNTAX)}</p>
      <dl className={styles.variables}>
        {names.map((name) => (
          <div key={name}>
            <dt>
              <code>{`{{ ${name} }}`}</code>
            </dt>
            <dd>{words(`messageTemplates.about.${name.replace('.', '_')}`, '')}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
