import { UnstyledButton } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { LateMenu } from '../../ui/late-menu.tsx'
import { lazyPart } from '../../ui/lazy-part.ts'
import { PLACES, THUMB_PLACES } from './navigation.ts'
import { OpenCount } from './open-count.tsx'
import styles from './phone-bars.module.css'

const loadMenu = () => import('./more-places.tsx')
const MorePlaces = lazyPart(async () => ({ default: (await loadMenu()).MorePlaces }))

/** Navigation within reach of a thumb. */
export function BottomBar() {
  const { t } = useTranslation()
  return (
    <nav className={styles.bottom} aria-label={t('frame.navigation')}>
      {PLACES.filter(({ to }) => THUMB_PLACES.includes(to)).map((place) => (
        <Link
          key={place.to}
          to={place.to}
          className={styles.tab}
          activeOptions={{ exact: 'isExact' in place, includeSearch: false }}
          activeProps={{ 'data-active': '' }}
        >
          <span className={styles.tabIcon}>
            <place.icon size={21} stroke={1.7} aria-hidden="true" />
            {place.to === '/incidents' && <OpenCount isFloating />}
          </span>
          {t(place.text)}
        </Link>
      ))}
      <More />
    </nav>
  )
}

function More() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const places = PLACES.filter(({ to }) => !THUMB_PLACES.includes(to))
  const button = (
    <UnstyledButton className={styles.tab} data-active={places.some(({ to }) => pathname.startsWith(to)) || undefined}>
      <span className={styles.tabIcon}>
        <IconDots size={21} stroke={1.7} aria-hidden="true" />
      </span>
      {t('nav.more')}
    </UnstyledButton>
  )
  return (
    <LateMenu button={button} load={loadMenu}>
      <MorePlaces button={button} places={places} />
    </LateMenu>
  )
}
