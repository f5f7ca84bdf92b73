import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Priority } from '@tocsin/core/kernel/scales.ts'
import { useTranslation } from 'react-i18next'
import { keys } from '../../api/keys.ts'
import { sendJson } from '../../api/request.ts'
import type { IncidentDetail } from '../../api/types.ts'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import type { ClassificationDraft } from './classification-draft.ts'
import styles from './classify-dialog.module.css'

/** The priority that follows, by the server's word: the matrix, unless somebody set another one by hand. */
export function ClassifyOutcome({ incident, draft }: { incident: IncidentDetail; draft: ClassificationDraft }) {
  const { t } = useTranslation()
  const { severity, scope } = draft
  const services = incident.services.map(({ id }) => id)
  const form = { services, severity, scope }
  const isOverridden = incident.priority_override !== null
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: keys.incidentPreview(form),
    queryFn: () => sendJson('POST', '/incidents/preview', form),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    enabled: !isOverridden,
  })
  return (
    <section
      className={styles.outcome}
      data-stale={isPlaceholderData || undefined}
      aria-live="polite"
      aria-label={t('amending.classify.priority')}
    >
      {isOverridden && (
        <Line
          priority={incident.priority}
          reason={t('amending.classify.overridden', { priority: incident.priority })}
          note={incident.priority_override ?? ''}
        />
      )}
      {!isOverridden && data && (
        <Line
          priority={data.priority}
          reason={t('amending.classify.computed', {
            scope: t(`scope.${scope}`),
            severity: t(`severity.${severity}`),
          })}
          note={
            data.priority === incident.priority
              ? t('amending.classify.same')
              : t('amending.classify.now', { priority: incident.priority })
          }
        />
      )}
      {!isOverridden && !data && error && <p className={styles.note}>{t('amending.classify.unknown')}</p>}
    </section>
  )
}

function Line({ priority, reason, note }: { priority: Priority; reason: string; note: string }) {
  return (
    <>
      <PriorityBadge priority={priority} isBoxed />
      <div>
        <p className={styles.reason}>{reason}</p>
        <p className={styles.note}>{note}</p>
      </div>
    </>
  )
}
