import { ActionIcon, Menu } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs'
import { Link } from '@tanstack/react-router'
import { BUILT_IN_VIEWS, type BuiltInView } from '@tocsin/core/record/query/incident-views.ts'
import { useTranslation } from 'react-i18next'
import { FIRST_VIEW } from '../incident-filters.ts'
import styles from './filter-bar.module.css'
import type { KeptView } from './incident-list.query.ts'

/** The lists that everybody has, then the kept ones. Each is a link, so that it can be sent to somebody. */
export function ViewTabs({ current, kept }: { current: string; kept: readonly KeptView[] }) {
  const { t } = useTranslation()
  return (
    <nav className={styles.tabs} aria-label={t('list.views')}>
      {(Object.keys(BUILT_IN_VIEWS) as BuiltInView[]).map((view) => (
        <Link
          key={view}
          to="/incidents"
          search={view === FIRST_VIEW ? {} : { view }}
          className={styles.tab}
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

/** What can be done to the kept list that is shown. */
export function ViewMenu({ view, onEdit, onDelete }: { view: KeptView; onEdit: () => void; onDelete: () => void }) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('list.viewActions', { name: view.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onEdit}>{t('list.renameView')}</Menu.Item>
        <Menu.Item color="red" onClick={onDelete}>
          {t('list.deleteView')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
