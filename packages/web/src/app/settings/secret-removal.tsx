import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './channels-page.module.css'

/** Takes away one secret that a channel does not need; nothing happens before the form is saved. */
export function SecretRemoval({
  label,
  isRemoved,
  onChange,
}: {
  label: string
  isRemoved: boolean
  onChange: (isRemoved: boolean) => void
}) {
  const { t } = useTranslation()
  const words = isRemoved ? t('channelSettings.secretKeep') : t('channelSettings.secretRemove')
  return (
    <div className={styles.removal}>
      {isRemoved && <span className={styles.warning}>{t('channelSettings.secretGoes')}</span>}
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`${words}: ${label}`}
        onClick={() => onChange(!isRemoved)}
      >
        {words}
      </Button>
    </div>
  )
}
