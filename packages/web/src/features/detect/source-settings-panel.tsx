import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Source } from '../../api/types.ts'
import { Panel, Properties } from '../../ui/panel.tsx'
import { durationWords } from '../../ui/time/duration-words.ts'
import { useReader } from '../../ui/time/reader.ts'
import { servicesQuery } from '../lake/services.query.ts'
import styles from './source-page.module.css'

/** How its signals are taken. */
export function SourceSettingsPanel({ source }: { source: Source }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const { data: services = [] } = useQuery(servicesQuery)
  const words = (text: string | undefined) => text && durationWords(text, locale)
  const options = Object.entries(source.options ?? {}).filter(([name]) => name !== 'rules')
  return (
    <Panel title={t('sources.settings')}>
      {source.owned_by === 'file' && <p className={styles.fileNote}>{t('common.ownedByFileText')}</p>}
      <Properties
        rows={[
          { name: t('sources.system'), value: t(`systems.${source.system}`, { defaultValue: source.system }) },
          { name: t('sources.service'), value: <ServiceLink source={source} services={services} /> },
          { name: t('sources.groupBy'), value: source.group_by?.join(', ') ?? t('sources.eachAlert') },
          { name: t('source.groupWindow'), value: words(source.group_window) },
          { name: t('sources.resolves'), value: t(source.resolves_when_clear ? 'common.yes' : 'common.no') },
          { name: t('sources.quietPeriod'), value: words(source.quiet_period) },
          {
            name: t('sources.defaultSeverity'),
            value: t(`sourceSeverity.${source.default_severity}`, { defaultValue: source.default_severity }),
          },
          { name: t('sources.every'), value: words(source.every) },
          { name: t('sources.grace'), value: words(source.grace) },
          { name: t('source.secret'), value: source.has_secret ? t('source.hasSecret') : null },
          ...options.map(([name, value]) => ({
            name,
            value: typeof value === 'string' ? value : JSON.stringify(value),
          })),
        ]}
      />
    </Panel>
  )
}

function ServiceLink({ source, services }: { source: Source; services: readonly { id: string; name: string }[] }) {
  const { t } = useTranslation()
  if (source.service === undefined) return t('sources.byLabel')
  return (
    <Link to="/services/$id" params={{ id: source.service }} className={styles.link}>
      {services.find(({ id }) => id === source.service)?.name ?? source.service}
    </Link>
  )
}

/** The expressions that read its bodies, and the way to change them. */
export function MappingPanel({ source }: { source: Source }) {
  const { t } = useTranslation()
  const fields = Object.entries(source.map ?? {})
  return (
    <Panel
      title={t('mapping.title')}
      action={
        <Link to="/sources/$id/mapping" params={{ id: source.id }} className={styles.link}>
          {t(source.owned_by === 'file' ? 'mapping.try' : 'mapping.edit')}
        </Link>
      }
    >
      {fields.length === 0 && <p className={styles.note}>{t('mapping.none')}</p>}
      <Properties
        rows={fields.map(([name, expression]) => ({
          name,
          value: <code className={styles.code}>{expression}</code>,
        }))}
      />
    </Panel>
  )
}
