import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { usePermission } from '../../features/people/session.query.ts'
import { spanWords } from '../../ui/time/duration-words.ts'
import styles from './system-banner.module.css'
import { type SystemStatus, systemStatusQuery } from './system-status.query.ts'

/** What is wrong with the installation itself, for those who can do something about it; nothing when all is well. */
export function SystemBanner() {
  const { t } = useTranslation()
  const mayRead = usePermission('installation.read')
  const { data: status } = useQuery({ ...systemStatusQuery, enabled: mayRead })
  const troubles = useTroubles()(mayRead ? status : undefined)
  if (troubles.length === 0) return null
  return (
    <section
      className={styles.banner}
      data-loud={status?.storage.is_full || undefined}
      aria-label={t('system.label')}
      aria-live="polite"
    >
      <IconAlertTriangle size={16} aria-hidden="true" />
      <ul className={styles.troubles}>
        {troubles.map((trouble) => (
          <li key={trouble}>{trouble}</li>
        ))}
      </ul>
    </section>
  )
}

/** One sentence for each trouble that the server names. */
function useTroubles(): (status: SystemStatus | undefined) => string[] {
  const { t, i18n } = useTranslation()
  const span = (spanMs: number) => spanWords(spanMs, i18n.language)
  return (status) => {
    if (status === undefined) return []
    const { storage, nodes, loops } = status
    const low =
      storage.free_bytes === null
        ? t('system.lowUnknown')
        : t('system.low', { free: gigabytes(storage.free_bytes, i18n.language) })
    return [
      ...(storage.is_full ? [t('system.full')] : storage.is_low ? [low] : []),
      ...nodes
        .filter(({ is_skewed }) => is_skewed)
        .map(({ name, skew_ms }) => t('system.skewed', { node: name, time: span(skew_ms) })),
      ...loops
        .filter(({ is_silent }) => is_silent)
        .map(({ loop, age_ms }) => t('system.silent', { loop, time: span(age_ms) })),
    ]
  }
}

function gigabytes(bytes: number, language: string): string {
  const format = { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(language, format).format(bytes / 1e9)
}
