import '../../messages/account-texts.ts'
import { Button, type ButtonProps, Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { CopyField } from '../../ui/copy-text.tsx'
import { notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import styles from './account-page.module.css'
import { useMakeFeed } from './calendar-feeds.query.ts'

/** Makes an address that the reader's own calendar subscribes to: of a schedule, or (`null`) of their own shifts, and shows it this once. */
export function CalendarFeedButton({ schedule, ...rest }: { schedule: string | null } & ButtonProps) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const make = useMakeFeed()
  const run = () => whenDone(make.mutateAsync(schedule), { onError: (error) => notifyFailed(wordsOf(error)) })
  return (
    <>
      <Button variant="default" size="xs" {...rest} loading={make.isPending} onClick={run}>
        {t(schedule === null ? 'feeds.addMine' : 'feeds.addSchedule')}
      </Button>
      {make.data && <FeedAddress url={make.data.url} onClose={make.reset} />}
    </>
  )
}

function FeedAddress({ url, onClose }: { url: string; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('feeds.addressTitle')}
      size={560}
      yOffset="12vh"
      closeButtonProps={{ 'aria-label': t('feeds.done') }}
    >
      <div className={styles.form}>
        <p className={styles.notice}>{t('feeds.addressText')}</p>
        <CopyField value={url} label={t('feeds.copy')} />
        <div className={styles.buttons}>
          <Button component="a" variant="default" href={url.replace(/^https?:/, 'webcal:')}>
            {t('feeds.open')}
          </Button>
          <Button onClick={onClose} data-autofocus>
            {t('feeds.done')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
