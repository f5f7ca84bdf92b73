import { Button, Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CopyField } from '../../ui/copy-text.tsx'
import styles from './account-page.module.css'

/** The mail was not sent, so the link is handed over by other means. It is shown this once. */
export function InviteLinkDialog({
  name,
  url,
  problem,
  onClose,
}: {
  name: string
  url: string
  problem: string | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('members.linkTitle')}
      size={520}
      yOffset="12vh"
      closeButtonProps={{ 'aria-label': t('members.done') }}
    >
      <div className={styles.form}>
        <p className={styles.notice}>{t('members.linkText', { name })}</p>
        <CopyField value={url} label={t('members.link')} />
        {problem !== null && <p className={styles.notice}>{problem}</p>}
        <div className={styles.buttons}>
          <Button onClick={onClose} data-autofocus>
            {t('members.done')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
