import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useWords } from '../../../ui/use-words.ts'
import styles from './monitor-form.module.css'
import { dataSourcesQuery, type MonitorForm, monitorKindsQuery } from './monitors.query.ts'

/** Rules to begin with, in the words of the first data source that can answer them. */
export function TemplatePicker({
  draft,
  onPick,
}: {
  draft: MonitorForm
  onPick: (changed: Partial<MonitorForm>) => void
}) {
  const { t } = useTranslation()
  const words = useWords()
  const { data: kinds } = useQuery(monitorKindsQuery)
  const { data: sources = [] } = useQuery(dataSourcesQuery)
  const chosen = sources.find(({ id }) => id === draft.settings?.source)
  const inOrder = chosen ? [chosen, ...sources] : sources
  return (
    <div className={styles.templates}>
      <span className={styles.note}>{t('monitors.templates')}</span>
      {kinds?.templates.map((template) => {
        const source = inOrder.find(({ system }) => Object.hasOwn(template.queries, system))
        const query = template.queries[source?.system ?? 'prometheus'] ?? Object.values(template.queries)[0] ?? ''
        const name = words(`monitors.template.${template.id}`, template.id)
        return (
          <Button
            key={template.id}
            size="compact-sm"
            variant="default"
            onClick={() =>
              onPick({
                name: draft.name || name,
                layer: template.layer as NonNullable<MonitorForm['layer']>,
                severity: template.severity as 'critical',
                scope: template.scope as NonNullable<MonitorForm['scope']>,
                settings: { ...template.settings, query, ...(source && { source: source.id }) },
              })
            }
          >
            {name}
          </Button>
        )
      })}
    </div>
  )
}
