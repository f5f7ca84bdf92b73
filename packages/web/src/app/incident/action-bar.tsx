import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { BAR_ACTIONS, MAIN_ACTIONS } from './incident-actions.ts'
import styles from './incident-page.module.css'
import type { OfferedAction } from './use-incident-actions.ts'

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
      <RestMenu actions={rest} />
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
      <RestMenu actions={rest} isLarge />
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

function RestMenu({ actions, isLarge = false }: { actions: readonly OfferedAction[]; isLarge?: boolean }) {
  const { t } = useTranslation()
  const allowedFirst = actions.toSorted((a, b) => Number(b.isAllowed) - Number(a.isAllowed))
  return (
    <Menu position={isLarge ? 'top-end' : 'bottom-end'} width={270}>
      <Menu.Target>
        <ActionIcon variant="default" size={isLarge ? 50 : 30} aria-label={t('actions.more')}>
          <IconDots size={isLarge ? 20 : 16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {allowedFirst.map((action) => (
          <RestItem key={action.name} action={action} />
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** What is not allowed stays in sight with its reason: a thing that is missing makes people look for it. */
function RestItem({ action }: { action: OfferedAction }) {
  const Icon = action.icon
  return (
    <Tooltip label={action.because} disabled={action.isAllowed} position="left">
      <Menu.Item
        leftSection={<Icon size={15} />}
        rightSection={<KeyHint binding={action.binding} />}
        onClick={action.run}
        data-refused={!action.isAllowed || undefined}
        className={styles.restItem}
      >
        {action.label}
        {action.because !== undefined && <span className={styles.refusal}>{action.because}</span>}
      </Menu.Item>
    </Tooltip>
  )
}
