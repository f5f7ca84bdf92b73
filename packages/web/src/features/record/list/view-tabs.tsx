import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs'
import { Link } from '@tanstack/react-router'
import { BUILT_IN_VIEWS, type BuiltInView } from '@tocsin/core/record/query/incident-views.ts'
import { useTranslation } from 'react-i18next'
import { useCurrentInSight } from '../../../ui/use-current-in-sight.ts'
import { FIRST_VIEW } from '../incident-filters.ts'
import styles from './filter-bar.module.css'
import type { KeptView } from './incident-list.query.ts'

/** To the router every one of these leads to the page that stands; only one of them is current. */
const WHOLE_ADDRESS = { exact: true } as const

/** The lists that everybody has, then the kept ones. Each is a link, so that it can be sent to somebody. */
export function ViewTabs({ current, kept }: { current: string; kept: readonly KeptView[] }) {
  const { t } = useTranslation()
  const row = useCurrentInSight<HTMLElement>(`${current} ${kept.length}`)
  return (
    <nav ref={row} className={styles.tabs} aria-label={t('list.views')}>
      {(Object.keys(BUILT_IN_VIEWS) as BuiltInView[]).map((view) => (
        <Link
          key={view}
          to="/incidents"
          search={view === FIRST_VIEW ? {} : { view }}
          className={styles.tab}
          activeOptions={WHOLE_ADDRESS}
          data-current={view === current || undefined}
          aria-current={view === current ? 'page' : undefined}
        >
          {t(`list.view.${view}`)}
        </Link>
      ))}
      {kept.map((view) => (
        <Link
          key={view.id}
          to="/incidents"
          search={{ view: view.id }}
          className={styles.tab}
          activeOptions={WHOLE_ADDRESS}
          data-current={view.id === current || undefined}
          aria-current={view.id === current ? 'page' : undefined}
          title={view.is_shared ? t('list.sharedBy', { name: view.owner.name }) : undefined}
        >
          {view.is_shared && <IconUsers size={13} aria-hidden="true" />}
          {view.name}
        </Link>
      ))}
    </nav>
  )
}
