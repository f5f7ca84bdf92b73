import { useTranslation } from 'react-i18next'
import { useCommand } from '../../../ui/keyboard/shortcuts.ts'
import { BULK_ACTIONS } from './bulk-actions.ts'
import type { BulkActionName } from './bulk-run.ts'

export interface ListKeys {
  move: (by: number, isExtending?: boolean) => void
  toggle: () => void
  chooseAll: () => void
  clear: () => void
  act: (name: BulkActionName) => void
  mayRespond: boolean
  isChoosing: boolean
}

/** The keys of the list. What acts on one incident acts on all that are chosen. */
export function useListKeys({ move, toggle, chooseAll, clear, act, mayRespond, isChoosing }: ListKeys): void {
  const { t } = useTranslation()
  const down = t('shortcuts.down')
  const up = t('shortcuts.up')
  useCommand({ binding: 'arrowdown', label: down, run: () => move(1), group: 'list' })
  useCommand({ binding: 'arrowup', label: up, run: () => move(-1), group: 'list' })
  useCommand({ binding: 'j', label: down, run: () => move(1), group: 'list' })
  useCommand({ binding: 'k', label: up, run: () => move(-1), group: 'list' })
  useCommand({ binding: 'home', label: t('list.first'), run: () => move(-Infinity), group: 'list' })
  useCommand({ binding: 'end', label: t('list.last'), run: () => move(Infinity), group: 'list' })
  const isOff = !mayRespond
  useCommand({ binding: 'x', label: t('list.toggle'), run: toggle, group: 'list', isOff })
  useCommand({ binding: 'shift+j', label: t('list.extendDown'), run: () => move(1, true), group: 'list', isOff })
  useCommand({ binding: 'shift+k', label: t('list.extendUp'), run: () => move(-1, true), group: 'list', isOff })
  useCommand({
    binding: 'shift+arrowdown',
    label: t('list.extendDown'),
    run: () => move(1, true),
    group: 'list',
    isOff,
  })
  useCommand({ binding: 'shift+arrowup', label: t('list.extendUp'), run: () => move(-1, true), group: 'list', isOff })
  useCommand({ binding: 'mod+a', label: t('list.chooseEvery'), run: chooseAll, group: 'list', isOff })
  useCommand({ binding: 'escape', label: t('list.chooseNone'), run: clear, group: 'list', isOff: isOff || !isChoosing })
  // While nothing is chosen, c declares an incident, as everywhere.
  for (const { name, binding, icon } of BULK_ACTIONS) {
    const label = t(`actions.${name}.do`)
    // biome-ignore lint/correctness/useHookAtTopLevel: the list of actions is a constant, so the order never changes.
    useCommand({
      binding,
      label,
      icon,
      run: () => act(name),
      group: 'here',
      isOff: isOff || (binding === 'c' && !isChoosing),
    })
  }
}
