import type { UseQueryResult } from '@tanstack/react-query'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Scope, Severity } from '@tocsin/core/kernel/scales.ts'
import { useTranslation } from 'react-i18next'
import { keys } from '../../api/keys.ts'
import { sendJson } from '../../api/request.ts'
import type { IncidentPreview } from '../../api/types.ts'
import { now } from '../../ports/clock.ts'
import { PersonName } from '../../ui/person.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatTimeOfDay } from '../../ui/time/wall-clock.ts'
import { useWords } from '../../ui/use-words.ts'
import styles from './declare-dialog.module.css'

/** A first step that waits longer than this is told with its instant. */
const soonMs = 5_000

export interface PreviewForm {
  services: string[]
  severity: Severity
  scope: Scope
}

/** What declaring this would do now, by the server's word. A handoff changes it, so it is not kept for long. */
export function previewQuery(form: PreviewForm) {
  return queryOptions({
    queryKey: keys.incidentPreview(form),
    queryFn: () => sendJson('POST', '/incidents/preview', form),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  })
}

/** The priority with its reason, and whom it pages how. It is read out when it changes. */
export function DeclarePreview({ form, preview }: { form: PreviewForm; preview: UseQueryResult<IncidentPreview> }) {
  const { t } = useTranslation()
  const { data, error, isPlaceholderData } = preview
  return (
    <section
      className={styles.preview}
      data-loud={data?.urgency === 'high' || undefined}
      data-stale={isPlaceholderData || undefined}
      aria-live="polite"
      aria-label={t('declaring.priority')}
    >
      {data && <PriorityLine form={form} preview={data} />}
      {data && <Pages preview={data} />}
      {!data && error && <p className={styles.note}>{t('declaring.previewFailed')}</p>}
    </section>
  )
}

function PriorityLine({ form, preview }: { form: PreviewForm; preview: IncidentPreview }) {
  const { t } = useTranslation()
  return (
    <div className={styles.priority}>
      <PriorityBadge priority={preview.priority} isBoxed />
      <div>
        <p className={styles.reason}>
          {t('declaring.computed', { scope: t(`scope.${form.scope}`), severity: t(`severity.${form.severity}`) })}
        </p>
        <p className={styles.note}>{t(`declaring.urgencyText.${preview.urgency}`)}</p>
      </div>
    </div>
  )
}

function Pages({ preview: { pages, page_at, policy } }: { preview: IncidentPreview }) {
  const { t } = useTranslation()
  const reader = useReader()
  if (pages.length === 0) return <p className={styles.warning}>{t('declaring.pagesNobody')}</p>
  const isLater = Date.parse(page_at) - now() > soonMs
  return (
    <div className={styles.pages}>
      <p className={styles.pagesTitle}>
        {isLater
          ? t('declaring.pagesAt', { time: formatTimeOfDay(Date.parse(page_at), reader) })
          : t('declaring.pages')}
      </p>
      {policy === null && <p className={styles.note}>{t('declaring.adminsInstead')}</p>}
      <ul className={styles.people}>
        {pages.map((page) => (
          <PagedPerson key={page.user.id} page={page} policy={policy} />
        ))}
      </ul>
    </div>
  )
}

function PagedPerson({
  page: { user, why, channels },
  policy,
}: {
  page: IncidentPreview['pages'][number]
  policy: IncidentPreview['policy']
}) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const words = useWords()
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const reason = policy && t(`declaring.who.${why.kind}`, { name: why.target?.name ?? '', policy: policy.name })
  const by = list.format(channels.map((each) => words(`channels.${each}`, each)))
  return (
    <li className={styles.person}>
      <PersonName name={user.name} />
      <span className={styles.note}>{[reason, by].filter(Boolean).join(' · ')}</span>
    </li>
  )
}
