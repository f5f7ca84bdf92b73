import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import styles from './frame.module.css'
import { NAVIGATION } from './navigation.ts'
import { OpenCount } from './open-count.tsx'

/** Navigation within reach of a thumb. */
export function BottomBar() {
  const { t } = useTranslation()
  return (
    <nav className={styles.bottom} aria-label={t('frame.navigation')}>
      {NAVIGATION.map(({ to, text, icon: Icon }) => (
        <Link key={to} to={to} className={styles.tab} activeProps={{ 'data-active': '' }}>
          <span className={styles.tabIcon}>
            <Icon size={21} stroke={1.7} aria-hidden="true" />
            {to === '/incidents' && <OpenCount isFloating />}
          </span>
          {t(text)}
        </Link>
      ))}
    </nav>
  )
}
