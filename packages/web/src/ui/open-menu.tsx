import { Menu, type MenuProps, Popover, type PopoverProps } from '@mantine/core'
import { type ReactElement, type ReactNode, useEffect, useState } from 'react'

/** A menu that opens as it comes: the press that fetched it was meant for it. Afterwards it is one as any other. */
export function OpenMenu({ button, children, ...menu }: MenuProps & { button: ReactElement; children: ReactNode }) {
  const [opened, setOpened] = useOpening()
  return (
    <Menu {...menu} opened={opened} onChange={setOpened}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}

/** The same for what is no list of things to do. */
export function OpenPopover({
  button,
  children,
  ...popover
}: PopoverProps & { button: ReactElement; children: ReactNode }) {
  const [opened, setOpened] = useOpening()
  return (
    <Popover {...popover} opened={opened} onChange={setOpened}>
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  )
}

/** Once its button stands: what opens at the same moment has nothing to stand beside, and nothing to give the focus back to. */
function useOpening() {
  const [opened, setOpened] = useState(false)
  useEffect(() => setOpened(true), [])
  return [opened, setOpened] as const
}
