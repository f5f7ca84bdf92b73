import { Menu, useMantineColorScheme } from '@mantine/core'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconKeyboard from '@tabler/icons-react/dist/esm/icons/IconKeyboard.mjs'
import IconLogout from '@tabler/icons-react/dist/esm/icons/IconLogout.mjs'
import IconSettings from '@tabler/icons-react/dist/esm/icons/IconSettings.mjs'
import IconUserCircle from '@tabler/icons-react/dist/esm/icons/IconUserCircle.mjs'
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import type { Session } from '../../api/types.ts'
import { usePermission, useSignOut } from '../../features/people/session.query.ts'
import { changeDensity, DENSITIES, useDensity } from '../../ui/density.ts'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { OpenMenu } from '../../ui/open-menu.tsx'
import { changeLanguage, LANGUAGES } from '../language.ts'
import styles from './account-menu.module.css'
import { useFrame } from './frame-context.ts'

const schemes = ['auto', 'light', 'dark'] as const

/** Who is signed in, where their own things are, and how the console looks to them. */
export function AccountMenu({
  button,
  user,
  isCompact,
}: {
  button: ReactElement
  user: Session['user']
  isCompact: boolean
}) {
  const { t, i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { open } = useFrame()
  const density = useDensity()
  const signOut = useSignOut()
  const maySeeSettings = usePermission('installation.read')
  const tick = (isChosen: boolean) => (isChosen ? <IconCheck size={14} /> : <span className={styles.noTick} />)
  return (
    <OpenMenu button={button} position={isCompact ? 'bottom-end' : 'top-start'} width={236}>
      <Menu.Label>
        {user.email}
        <br />
        {t(`role.${user.role}`)} · {user.zone}
      </Menu.Label>
      <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={15} />}>
        {t('nav.account')}
      </Menu.Item>
      <Menu.Item component={Link} to="/people" leftSection={<IconUsers size={15} />}>
        {t('nav.people')}
      </Menu.Item>
      {maySeeSettings && (
        <Menu.Item component={Link} to="/settings/channels" leftSection={<IconSettings size={15} />}>
          {t('nav.settings')}
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconKeyboard size={15} />}
        onClick={() => open('shortcuts')}
        rightSection={<KeyHint binding="?" />}
      >
        {t('shortcuts.title')}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Label>{t('frame.colours')}</Menu.Label>
      {schemes.map((scheme) => (
        <Menu.Item key={scheme} leftSection={tick(colorScheme === scheme)} onClick={() => setColorScheme(scheme)}>
          {t(`frame.scheme.${scheme}`)}
        </Menu.Item>
      ))}
      <Menu.Label>{t('frame.density')}</Menu.Label>
      {DENSITIES.map((each) => (
        <Menu.Item key={each} leftSection={tick(density === each)} onClick={() => changeDensity(each)}>
          {t(`frame.densities.${each}`)}
        </Menu.Item>
      ))}
      <Menu.Label>{t('frame.language')}</Menu.Label>
      {LANGUAGES.map((language) => (
        <Menu.Item
          key={language}
          leftSection={tick(i18n.language === language)}
          onClick={() => void changeLanguage(language)}
        >
          {t(`languages.${language}`)}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => signOut.mutate()}>
        {t('frame.signOut')}
      </Menu.Item>
    </OpenMenu>
  )
}
