import IconActivity from '@tabler/icons-react/dist/esm/icons/IconActivity.mjs'
import { useTranslation } from 'react-i18next'
import { Tag } from '../../ui/tag.tsx'
import styles from './flapping-tag.module.css'

/** Marks an incident of which an alert comes and goes: a jagged line beside the word, so that neither needs its colour. */
export function FlappingTag() {
  const { t } = useTranslation()
  return (
    <Tag tone="warn" title={t('incident.flappingText')}>
      <IconActivity size={12} stroke={2.5} aria-hidden="true" className={styles.sign} />
      {t('incident.flapping')}
    </Tag>
  )
}
