import { ActionIcon, Button, UnstyledButton } from '@mantine/core'
import IconLayoutSidebar from '@tabler/icons-react/dist/esm/icons/IconLayoutSidebar.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Session } from '../../api/types.ts'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { Tip } from '../../ui/tip.tsx'
import { AccountButton } from './account-button.tsx'
import { DemoSlot } from './demo-slot.tsx'
import { useFrame } from './frame-context.ts'
import { LiveIndicator } from './live-indicator.tsx'
import { NAVIGATION } from './navigation.ts'
import { OnCallCard } from './on-call-card.tsx'
import { OpenCount } from './open-count.tsx'
import styles from './side-bar.module.css'
import { Wordmark } from './wordmark.tsx'

/** Navigation on a wide screen: where to go, what is open, whether the line is up, who I am and who is on call. */
export function SideBar({ user }: { user: Session['user'] }) {
  const { t } = useTranslation()
  const { line, isNarrow, toggleSideBar } = useFrame()
  return (
    <nav className={styles.side} data-narrow={isNarrow || undefined} aria-label={t('frame.navigation')}>
      <div className={styles.brand}>
        <Wordmark isNarrow={isNarrow} />
        {!isNarrow && <DemoSlot />}
        <LiveIndicator phase={line.phase} isNarrow={isNarrow} />
      </div>
      {isNarrow && <DemoSlot />}
      <Doing />
      <Places />
      <div className={styles.foot}>
        <OnCallCard isNarrow={isNarrow} />
        <div className={styles.footRow}>
          <AccountButton user={user} isCompact={isNarrow} />
          <Tip label={isNarrow ? t('frame.widen') : t('frame.narrow')} side="right">
            <ActionIcon
              size="md"
              aria-label={isNarrow ? t('frame.widen') : t('frame.narrow')}
              aria-expanded={!isNarrow}
              onClick={toggleSideBar}
            >
              <IconLayoutSidebar size={16} />
            </ActionIcon>
          </Tip>
        </div>
      </div>
    </nav>
  )
}

function Doing() {
  const { t } = useTranslation()
  const { mayDeclare, isNarrow, open } = useFrame()
  const tip = mayDeclare ? t('declare.button') : t('frame.mayNotDeclare')
  return (
    <div className={styles.doing}>
      <Tip label={tip} isOff={mayDeclare && !isNarrow} side="right">
        <Button
          fullWidth
          variant="default"
          size="sm"
          onClick={() => mayDeclare && open('declare')}
          data-disabled={!mayDeclare || undefined}
          aria-label={isNarrow ? t('declare.button') : undefined}
          className={styles.declare}
        >
          <IconPlus size={15} aria-hidden="true" />
          <span className={styles.wide}>{t('declare.button')}</span>
          <span className={styles.wide}>
            <KeyHint binding="c" />
          </span>
        </Button>
      </Tip>
      <Tip label={t('palette.open')} isOff={!isNarrow} side="right">
        <UnstyledButton
          className={styles.search}
          onClick={() => open('palette')}
          aria-label={isNarrow ? t('palette.open') : undefined}
        >
          <IconSearch size={15} aria-hidden="true" />
          <span className={styles.wide}>{t('palette.open')}</span>
          <span className={styles.wide}>
            <KeyHint binding="mod+k" />
          </span>
        </UnstyledButton>
      </Tip>
    </div>
  )
}

function Places() {
  const { t } = useTranslation()
  const { isNarrow } = useFrame()
  return (
    <div className={styles.places}>
      {NAVIGATION.map(({ id, places }) => (
        <ul key={id} className={styles.links} aria-label={t(`nav.group.${id}`)}>
          {places.map((place) => (
            <li key={place.to}>
              <Tip label={t(place.text)} isOff={!isNarrow} side="right">
                <Link
                  to={place.to}
                  className={styles.link}
                  activeOptions={{ exact: 'isExact' in place, includeSearch: false }}
                  activeProps={{ 'data-active': '' }}
                >
                  <span className={styles.sign}>
                    <place.icon size={17} stroke={1.7} aria-hidden="true" />
                    {place.to === '/incidents' && isNarrow && <OpenCount isFloating />}
                  </span>
                  <span className={styles.placeName}>{t(place.text)}</span>
                  {place.to === '/incidents' && !isNarrow && <OpenCount />}
                </Link>
              </Tip>
            </li>
          ))}
        </ul>
      ))}
    </div>
  )
}
