import { Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import { OpenMenu } from '../../ui/open-menu.tsx'
import type { PLACES } from './navigation.ts'

/** What the bar at the bottom has no room for. */
export function MorePlaces({ button, places }: { button: ReactElement; places: typeof PLACES }) {
  const { t } = useTranslation()
  return (
    <OpenMenu button={button} position="top-end" width={220} offset={12}>
      {places.map(({ to, text, icon: Icon }) => (
        <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={17} stroke={1.7} />} py={10}>
          {t(text)}
        </Menu.Item>
      ))}
    </OpenMenu>
  )
}
