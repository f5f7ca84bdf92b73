import { ActionIcon } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useTranslation } from 'react-i18next'
import type { Session } from '../../api/types.ts'
import { AccountMenu } from './account-menu.tsx'
import styles from './frame.module.css'
import { useFrame } from './frame-context.ts'
import { LiveIndicator } from './live-indicator.tsx'
import { OnCallDot } from './on-call-state.tsx'
import { Wordmark } from './wordmark.tsx'

/** What the side bar says beside its links, on a phone. */
export function TopBar({ user }: { user: Session['user'] }) {
  const { t } = useTranslation()
  const { declare, line } = useFrame()
  return (
    <header className={styles.top}>
      <Wordmark />
      <LiveIndicator phase={line} />
      <span className={styles.grow} />
      <OnCallDot />
      {declare && (
        <ActionIcon size="lg" aria-label={t('declare.button')} onClick={declare}>
          <IconPlus size={19} />
        </ActionIcon>
      )}
      <AccountMenu user={user} isCompact />
    </header>
  )
}
