import { Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AnswerOf } from '../../api/paths.ts'
import { Panel } from '../../ui/panel.tsx'
import styles from './mapping-page.module.css'

export type Preview = AnswerOf<'post', '/sources/x/preview'>

/** In the order in which they are thought of: first what the alerts are, then what each says. */
const FIELDS = [
  'alerts',
  'title',
  'dedup_key',
  'state',
  'severity',
  'description',
  'labels',
  'link',
  'started_at',
] as const

/** An expression for each field, with what is wrong in it and where. */
export function MappingFields({
  map,
  onChange,
  errors,
  refusals,
}: {
  map: Record<string, string>
  onChange: (map: Record<string, string>) => void
  errors: Preview['errors']
  refusals: Record<string, string>
}) {
  const { t } = useTranslation()
  return (
    <Panel title={t('mapping.fields')}>
      <p className={styles.note}>{t('mapping.language')}</p>
      <div className={styles.fields}>
        {FIELDS.map((field) => {
          const error = errors.find((each) => each.field === field)
          return (
            <Textarea
              key={field}
              label={<code>{field}</code>}
              description={t(`mapping.about.${field}`)}
              placeholder={t(`mapping.usual.${field}`)}
              value={map[field] ?? ''}
              onChange={(event) => onChange({ ...map, [field]: event.currentTarget.value })}
              error={error ? <ExpressionProblem error={error} source={map[field] ?? ''} /> : refusals[`map.${field}`]}
              classNames={{ input: styles.mono }}
              autosize
              minRows={1}
              maxRows={8}
              spellCheck={false}
            />
          )
        })}
      </div>
    </Panel>
  )
}

/** The sentence, and the line of the expression with a mark under the place. */
function ExpressionProblem({ error, source }: { error: Preview['errors'][number]; source: string }) {
  const { t } = useTranslation()
  const { message, line, column } = error
  if (line === null || column === null) return message
  return (
    <>
      {t('mapping.at', { line, column })}: {message}
      <code className={styles.place}>
        {source.split('\n')[line - 1] ?? ''}
        {'\n'}
        {' '.repeat(column - 1)}^
      </code>
    </>
  )
}
