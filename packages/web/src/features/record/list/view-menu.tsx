import { ActionIcon, Menu } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import { useTranslation } from 'react-i18next'
import type { KeptView } from './incident-list.query.ts'

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
