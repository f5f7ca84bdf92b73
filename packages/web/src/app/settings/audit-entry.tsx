import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { peopleQuery } from '../../features/people/people.query.ts'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { formatFull } from '../../ui/time/wall-clock.ts'
import { useWords } from '../../ui/use-words.ts'
import styles from './audit-page.module.css'
import { type AuditFilters, calcFieldChanges, type FieldChange, isAuditKind } from './audit-words.ts'
import type { ConfigurationChange } from './settings.query.ts'

/** One change as a sentence; it opens to what was before and after. */
export function AuditEntry({
  change,
  onOnly,
}: {
  change: ConfigurationChange
  onOnly: (filters: Partial<AuditFilters>) => void
}) {
  const { t } = useTranslation()
  const words = useWords()
  const reader = useReader()
  const { kind, id, name, at, before, after } = change
  const act = before === null ? 'created' : after === null ? 'deleted' : 'changed'
  const fields = calcFieldChanges(before, after)
  return (
    <li className={styles.entry}>
      <details>
        <summary className={styles.summary}>
          <span>
            <Tag tone={act === 'created' ? 'ok' : act === 'deleted' ? 'alarm' : 'plain'}>{t(`audit.act.${act}`)}</Tag>
          </span>
          <span className={styles.what}>
            <span className={styles.kind}>{words(`audit.kind.${kind}`, kind)}</span>{' '}
            <span className={styles.name}>{kind === 'setting' ? words(`general.${name}`, name) : name}</span>
          </span>
          <span className={styles.fields}>
            {act === 'changed' && (fields.map(({ field }) => field).join(', ') || t('audit.secretOnly'))}
          </span>
          <Who change={change} />
          <RelativeTime at={at} className={styles.age} />
        </summary>
        <div className={styles.inside}>
          <p className={styles.exact}>
            {formatFull(Date.parse(at), reader)} · {t('audit.version', { version: change.version })} ·{' '}
            <button
              type="button"
              className={styles.only}
              onClick={() => onOnly({ kind: isAuditKind(kind) ? kind : undefined, id })}
            >
              {t('audit.onlyThis')}
            </button>
          </p>
          {fields.length === 0 ? (
            <p className={styles.exact}>{t('audit.secretText')}</p>
          ) : (
            <Differences fields={fields} />
          )}
        </div>
      </details>
    </li>
  )
}

function Who({ change: { actor } }: { change: ConfigurationChange }) {
  const { t } = useTranslation()
  const words = useWords()
  const via = typeof actor.via === 'string' && actor.via !== 'console' ? ` (${actor.via})` : ''
  switch (actor.kind) {
    case 'key':
      return <span className={styles.who}>{t('audit.byKey', { name: actor.label })}</span>
    case 'system':
      return <span className={styles.who}>{words(`audit.part.${actor.label}`, actor.label)}</span>
    default:
      return <span className={styles.who}>{`${actor.label}${via}`}</span>
  }
}

function Differences({ fields }: { fields: readonly FieldChange[] }) {
  const { t } = useTranslation()
  const { data: people = [] } = useQuery(peopleQuery)
  /** People stand in descriptions by id; a name is easier to read. */
  const named = (text: string) =>
    people.reduce((shown, { id, name }) => (shown.includes(id) ? shown.replaceAll(id, name) : shown), text)
  return (
    <table className={styles.differences}>
      <thead>
        <tr>
          <th scope="col" className={styles.column}>
            {t('audit.field')}
          </th>
          <th scope="col" className={styles.column}>
            {t('audit.before')}
          </th>
          <th scope="col" className={styles.column}>
            {t('audit.after')}
          </th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row" className={styles.field}>
              {field}
            </th>
            <td data-side="before">{before === undefined ? '–' : <del>{named(before)}</del>}</td>
            <td data-side="after">{after === undefined ? '–' : <ins>{named(after)}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
