import { useTranslation } from 'react-i18next'
import { Tag } from './tag.tsx'

/** Marks what the configuration file owns, and says why nobody changes it here. */
export function OwnedByFile({ owner }: { owner: 'app' | 'file' }) {
  const { t } = useTranslation()
  if (owner !== 'file') return null
  return <Tag title={t('common.ownedByFileText')}>{t('common.ownedByFile')}</Tag>
}

/** The same as a sentence, over what would be editable. */
export function OwnedByFileNote({ owner }: { owner: 'app' | 'file' }) {
  const { t } = useTranslation()
  if (owner !== 'file') return null
  return <p style={{ margin: 0, color: 'var(--text-2)', fontSize: 'var(--text-sm)' }}>{t('common.ownedByFileText')}</p>
}
