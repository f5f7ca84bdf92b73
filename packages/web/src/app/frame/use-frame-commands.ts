import { useMantineColorScheme } from '@mantine/core'
import IconArrowsDiagonalMinimize2 from '@tabler/icons-react/dist/esm/icons/IconArrowsDiagonalMinimize2.mjs'
import IconHandStop from '@tabler/icons-react/dist/esm/icons/IconHandStop.mjs'
import IconKeyboard from '@tabler/icons-react/dist/esm/icons/IconKeyboard.mjs'
import IconLanguage from '@tabler/icons-react/dist/esm/icons/IconLanguage.mjs'
import IconLayoutSidebar from '@tabler/icons-react/dist/esm/icons/IconLayoutSidebar.mjs'
import IconListCheck from '@tabler/icons-react/dist/esm/icons/IconListCheck.mjs'
import IconLogout from '@tabler/icons-react/dist/esm/icons/IconLogout.mjs'
import IconMoon from '@tabler/icons-react/dist/esm/icons/IconMoon.mjs'
import IconPalette from '@tabler/icons-react/dist/esm/icons/IconPalette.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import IconSun from '@tabler/icons-react/dist/esm/icons/IconSun.mjs'
import IconUserCircle from '@tabler/icons-react/dist/esm/icons/IconUserCircle.mjs'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSignOut } from '../../features/people/session.query.ts'
import { changeDensity, useDensity } from '../../ui/density.ts'
import { useCommand } from '../../ui/keyboard/shortcuts.ts'
import { changeLanguage, LANGUAGES } from '../language.ts'
import type { FrameState } from './frame-context.ts'
import { PLACES } from './navigation.ts'
import { useAcknowledgeMyPages } from './use-acknowledge-my-pages.ts'

/** What can be done from everywhere, by key and from the palette. */
export function useFrameCommands(frame: FrameState): void {
  const { t } = useTranslation()
  const { mayDeclare, open, toggleSideBar } = frame
  const group = 'everywhere'
  useCommand({
    binding: 'c',
    label: t('commands.declare'),
    words: t('commands.declareWords'),
    icon: IconPlus,
    group,
    run: () => open('declare'),
    isOff: !mayDeclare,
  })
  useCommand({
    binding: 'shift+a',
    label: t('commands.acknowledge'),
    words: t('commands.acknowledgeWords'),
    icon: IconHandStop,
    group,
    run: useAcknowledgeMyPages(),
    isOff: !(frame.session?.permissions.includes('incident.respond') ?? false),
  })
  const palette = { label: t('commands.palette'), icon: IconSearch, group: 'find', run: () => open('palette') } as const
  useCommand({ ...palette, binding: 'mod+k', isWhileTyping: true })
  useCommand({ ...palette, binding: '/' })
  useCommand({
    binding: '?',
    label: t('commands.shortcuts'),
    icon: IconKeyboard,
    group,
    run: () => open('shortcuts'),
  })
  useCommand({ binding: '[', label: t('commands.sideBar'), icon: IconLayoutSidebar, group, run: toggleSideBar })
  useLookCommands()
  usePlaceCommands(frame)
}

/** How the console looks to this reader, and leaving it. */
function useLookCommands(): void {
  const { t, i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const density = useDensity()
  const signOut = useSignOut()
  const group = 'everywhere'
  const isDark =
    colorScheme === 'dark' || (colorScheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  const otherDensity = density === 'compact' ? 'comfortable' : 'compact'
  useCommand({
    label: isDark ? t('commands.light') : t('commands.dark'),
    words: t('commands.schemeWords'),
    icon: isDark ? IconSun : IconMoon,
    group,
    run: () => setColorScheme(isDark ? 'light' : 'dark'),
  })
  useCommand({
    label: t(`commands.density.${otherDensity}`),
    words: t('commands.densityWords'),
    icon: IconArrowsDiagonalMinimize2,
    group,
    run: () => changeDensity(otherDensity),
  })
  for (const language of LANGUAGES) {
    // biome-ignore lint/correctness/useHookAtTopLevel: the list is a constant, so the order of hooks never changes.
    useCommand({
      label: t('commands.language', { language: t(`languages.${language}`) }),
      words: t('commands.languageWords'),
      icon: IconLanguage,
      group,
      run: () => void changeLanguage(language),
      isOff: i18n.language === language,
    })
  }
  useCommand({ label: t('frame.signOut'), icon: IconLogout, group, run: () => signOut.mutate() })
}

/** g and a letter goes to a page; pages that are wanted seldom stand in the palette alone. */
function usePlaceCommands({ session }: FrameState): void {
  const navigate = useNavigate()
  const { t } = useTranslation()
  for (const place of PLACES) {
    const { to, text, icon, key } = place
    // biome-ignore lint/correctness/useHookAtTopLevel: the list is a constant, so the order of hooks never changes.
    useCommand({
      binding: `g ${key}`,
      label: t(text),
      icon,
      group: 'go',
      run: () => void navigate({ to }),
    })
  }
  useCommand({
    label: t('nav.account'),
    words: t('commands.accountWords'),
    icon: IconUserCircle,
    group: 'go',
    run: () => void navigate({ to: '/account' }),
  })
  useCommand({
    label: t('firstSteps.title'),
    words: t('firstSteps.words'),
    icon: IconListCheck,
    group: 'go',
    run: () => void navigate({ to: '/first-run' }),
    isOff: !session?.permissions.includes('configuration.write'),
  })
  useCommand({
    label: t('nav.designSystem'),
    icon: IconPalette,
    group: 'go',
    run: () => void navigate({ to: '/design-system' }),
  })
}
