import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useShortcut } from '../../ui/keyboard/shortcuts.ts'
import { NAVIGATION } from './navigation.ts'

/** g and a letter goes to a page. The list of pages is fixed, so the number of hooks is too. */
export function useTravelKeys(): void {
  const navigate = useNavigate()
  const { t } = useTranslation()
  for (const { to, text, key } of NAVIGATION) {
    // biome-ignore lint/correctness/useHookAtTopLevel: the list is a constant, so the order of hooks never changes.
    useShortcut(`g ${key}`, t('shortcuts.goTo', { page: t(text) }), () => void navigate({ to }))
  }
}
