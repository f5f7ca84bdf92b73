import { Popover, UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '../../features/people/demo-texts.ts'
import styles from './demo-mark.module.css'

const startCommand = 'npm start'

/** On every page of the demo: that nothing here is real, what that means, and how to start for real. */
export function DemoMark({ company }: { company: string }) {
  const { t } = useTranslation()
  return (
    <Popover position="bottom-start" width={300} withinPortal>
      <Popover.Target>
        <UnstyledButton className={styles.mark} aria-haspopup="dialog">
          {t('demo.mark')}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('demo.mark')}>
        <div className={styles.card}>
          <p>{t('demo.what', { company })}</p>
          <p>
            {t('demo.forReal')} <code className={styles.command}>{startCommand}</code>
          </p>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
