import { useTranslation } from 'react-i18next'
import type { Silence } from '../../../api/types.ts'
import { DataRow } from '../../../ui/data-list.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { EndSilenceButton } from './end-silence-button.tsx'
import styles from './silences-page.module.css'

/** Why, what, how much of it now, whose, and until when. */
export function SilenceRow({ silence, mayWrite }: { silence: Silence; mayWrite: boolean }) {
  const { t } = useTranslation()
  const { id, state, comment, matchers, muted, created_by, starts_at, ends_at } = silence
  return (
    <DataRow
      id={id}
      link={{ to: '/alerts/silences/$id', params: { id } }}
      label={comment || matchers.map(({ text }) => text).join(', ')}
      actions={mayWrite && state !== 'expired' && <EndSilenceButton silence={silence} size="compact-xs" />}
    >
      <div className={styles.row}>
        <span className={styles.what}>
          <span className={styles.comment} title={comment}>
            {comment}
          </span>
          <span className={styles.matchers}>
            {matchers.map(({ text }) => (
              <code key={text} className={styles.matcher} title={text}>
                {text}
              </code>
            ))}
          </span>
        </span>
        <span className={styles.muted}>
          {muted > 0 && <Tag tone="warn">{t('silence.mutes', { count: muted })}</Tag>}
          {muted === 0 && state === 'active' && t('silence.mutesNone')}
        </span>
        <span className={styles.who} title={created_by}>
          {created_by}
        </span>
        <span className={styles.when}>
          <span className={styles.quiet}>{t(`silence.edge.${state}`)}</span>{' '}
          <RelativeTime at={state === 'pending' ? starts_at : ends_at} />
        </span>
      </div>
    </DataRow>
  )
}
