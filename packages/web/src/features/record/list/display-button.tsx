import { Button, Popover } from '@mantine/core'
import IconAdjustmentsHorizontal from '@tabler/icons-react/dist/esm/icons/IconAdjustmentsHorizontal.mjs'
import { type ComponentProps, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyPart } from '../../../ui/lazy-part.ts'
import type { DisplayMenu as Menu } from './display-menu.tsx'

const DisplayMenu = lazyPart(async () => ({ default: (await import('./display-menu.tsx')).DisplayMenu }))

/** Opens what shapes the list. */
export function DisplayButton(props: ComponentProps<typeof Menu>) {
  const { t } = useTranslation()
  return (
    <Popover position="bottom-end" width={340}>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconAdjustmentsHorizontal size={15} />}>
          {t('list.display')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense>
          <DisplayMenu {...props} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
