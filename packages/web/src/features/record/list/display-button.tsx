import { Button } from '@mantine/core'
import IconAdjustmentsHorizontal from '@tabler/icons-react/dist/esm/icons/IconAdjustmentsHorizontal.mjs'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { LateMenu } from '../../../ui/late-menu.tsx'
import { lazyPart } from '../../../ui/lazy-part.ts'
import type { DisplayMenu as Menu } from './display-menu.tsx'

const loadMenu = () => import('./display-menu.tsx')
const DisplayMenu = lazyPart(async () => ({ default: (await loadMenu()).DisplayMenu }))

/** Opens what shapes the list. */
export function DisplayButton(props: Omit<ComponentProps<typeof Menu>, 'button'>) {
  const { t } = useTranslation()
  const button = (
    <Button size="xs" variant="default" leftSection={<IconAdjustmentsHorizontal size={15} />}>
      {t('list.display')}
    </Button>
  )
  return (
    <LateMenu button={button} load={loadMenu} opens="dialog">
      <DisplayMenu button={button} {...props} />
    </LateMenu>
  )
}
