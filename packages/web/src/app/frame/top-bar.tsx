import { ActionIcon } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { useTranslation } from 'react-i18next'
import type { Session } from '../../api/types.ts'
import { AccountButton } from './account-button.tsx'
import { DemoSlot } from './demo-slot.tsx'
import { useFrame } from './frame-context.ts'
import { LiveIndicator } from './live-indicator.tsx'
import { OnCallPill } from './on-call-card.tsx'
import styles from './phone-bars.module.css'
import { Wordmark } from './wordmark.tsx'

/** What the side bar says beside its links, on a phone. */
export function TopBar({ user }: { user: Session['user'] }) {
  const { t } = useTranslation()
  const { mayDeclare, line, open } = useFrame()
  return (
    <header className={styles.top}>
      <Wordmark isNarrow />
      <LiveIndicator phase={line.phase} isNarrow />
      <DemoSlot />
      <span className={styles.grow} />
      <OnCallPill />
      <ActionIcon size="lg" aria-label={t('palette.open')} onClick={() => open('palette')}>
        <IconSearch size={19} />
      </ActionIcon>
      {mayDeclare && (
        <ActionIcon size="lg" aria-label={t('declare.button')} onClick={() => open('declare')}>
          <IconPlus size={20} />
        </ActionIcon>
      )}
      <AccountButton user={user} isCompact />
    </header>
  )
}
