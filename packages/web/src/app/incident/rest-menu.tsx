import { Menu, Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { OpenMenu } from '../../ui/open-menu.tsx'
import styles from './incident-page.module.css'
import type { OfferedAction } from './use-incident-actions.ts'

/** What can be done with an incident besides what stands in its bar. */
export function RestMenu({
  button,
  actions,
  isLarge,
}: {
  button: ReactElement
  actions: readonly OfferedAction[]
  isLarge: boolean
}) {
  const allowedFirst = actions.toSorted((a, b) => Number(b.isAllowed) - Number(a.isAllowed))
  return (
    <OpenMenu button={button} position={isLarge ? 'top-end' : 'bottom-end'} width={270}>
      {allowedFirst.map((action) => (
        <RestItem key={action.name} action={action} />
      ))}
    </OpenMenu>
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
