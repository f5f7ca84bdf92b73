import { Button, Tooltip } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Session } from '../../api/types.ts'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { AccountMenu } from './account-menu.tsx'
import styles from './frame.module.css'
import { useFrame } from './frame-context.ts'
import { LiveIndicator } from './live-indicator.tsx'
import { NAVIGATION } from './navigation.ts'
import { OnCallState } from './on-call-state.tsx'
import { OpenCount } from './open-count.tsx'
import { Wordmark } from './wordmark.tsx'

/** Navigation on a wide screen: where to go, what is open, whether the line is up, who I am and whether I am on call. */
export function SideBar({ user }: { user: Session['user'] }) {
  const { t } = useTranslation()
  const { declare, line } = useFrame()
  return (
    <nav className={styles.side} aria-label={t('frame.navigation')}>
      <div className={styles.brand}>
        <Wordmark />
        <LiveIndicator phase={line} />
      </div>
      <Tooltip label={t('frame.mayNotDeclare')} disabled={declare !== undefined}>
        <Button
          fullWidth
          variant="default"
          size="sm"
          leftSection={<IconPlus size={15} />}
          onClick={declare}
          data-disabled={declare === undefined || undefined}
          className={styles.declare}
        >
          {t('declare.button')}
          <KeyHint binding="d" />
        </Button>
      </Tooltip>
      <ul className={styles.links}>
        {NAVIGATION.map(({ to, text, icon: Icon }) => (
          <li key={to}>
            <Link to={to} className={styles.link} activeProps={{ 'data-active': '' }}>
              <Icon size={17} stroke={1.7} aria-hidden="true" />
              {t(text)}
              {to === '/incidents' && <OpenCount />}
            </Link>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <OnCallState />
        <AccountMenu user={user} />
      </div>
    </nav>
  )
}
