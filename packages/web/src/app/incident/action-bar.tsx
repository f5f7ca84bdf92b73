import { ActionIcon, Button } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { LateMenu } from '../../ui/late-menu.tsx'
import { lazyPart } from '../../ui/lazy-part.ts'
import { BAR_ACTIONS, MAIN_ACTIONS } from './incident-actions.ts'
import styles from './incident-page.module.css'
import type { OfferedAction } from './use-incident-actions.ts'

const loadMenu = () => import('./rest-menu.tsx')
const RestMenu = lazyPart(async () => ({ default: (await loadMenu()).RestMenu }))

/** The actions of an incident: one that stands out, a few beside it, the rest in a menu. */
export function ActionBar({ actions }: { actions: readonly OfferedAction[] }) {
  const main = mainOf(actions)
  const beside = actions.filter((action) => BAR_ACTIONS.includes(action.name) && action !== main && action.isAllowed)
  const rest = actions.filter((action) => action !== main && !beside.includes(action))
  return (
    <div className={styles.bar}>
      {beside.map((action) => (
        <ActionButton key={action.name} action={action} />
      ))}
      <RestButton actions={rest} />
      {main && <ActionButton action={main} isMain />}
    </div>
  )
}

/** On a phone: what stands out is as wide as the thumb wants it, and help is one press away. */
export function ThumbBar({ actions }: { actions: readonly OfferedAction[] }) {
  const main = mainOf(actions)
  const escalate = actions.find(({ name, isAllowed }) => name === 'escalate' && isAllowed)
  const rest = actions.filter((action) => action !== main && action !== escalate)
  const Icon = main?.icon
  return (
    <div className={styles.thumb} data-thumb-bar>
      {main && (
        <Button
          size="lg"
          fullWidth
          className={styles.thumbFirst}
          loading={main.isPending}
          onClick={main.run}
          leftSection={Icon && <Icon size={19} />}
        >
          {main.label}
        </Button>
      )}
      {escalate && (
        <Button size="lg" px="md" variant="default" className={styles.thumbSecond} onClick={escalate.run}>
          {escalate.label}
        </Button>
      )}
      <RestButton actions={rest} isLarge />
    </div>
  )
}

function mainOf(actions: readonly OfferedAction[]): OfferedAction | undefined {
  return MAIN_ACTIONS.map((name) => actions.find((action) => action.name === name)).find((action) => action?.isAllowed)
}

function ActionButton({ action, isMain = false }: { action: OfferedAction; isMain?: boolean }) {
  const Icon = action.icon
  return (
    <Button
      size="xs"
      variant={isMain ? 'filled' : 'default'}
      loading={action.isPending}
      onClick={action.run}
      leftSection={<Icon size={15} />}
      className={isMain ? styles.main : undefined}
    >
      {action.label}
      <KeyHint binding={action.binding} />
    </Button>
  )
}

function RestButton({ actions, isLarge = false }: { actions: readonly OfferedAction[]; isLarge?: boolean }) {
  const { t } = useTranslation()
  const button = (
    <ActionIcon variant="default" size={isLarge ? 50 : 30} aria-label={t('actions.more')}>
      <IconDots size={isLarge ? 20 : 16} />
    </ActionIcon>
  )
  return (
    <LateMenu button={button} load={loadMenu}>
      <RestMenu button={button} actions={actions} isLarge={isLarge} />
    </LateMenu>
  )
}
