import { UnstyledButton, VisuallyHidden } from '@mantine/core'
import IconSelector from '@tabler/icons-react/dist/esm/icons/IconSelector.mjs'
import { useTranslation } from 'react-i18next'
import type { Session } from '../../api/types.ts'
import { LateMenu } from '../../ui/late-menu.tsx'
import { lazyPart } from '../../ui/lazy-part.ts'
import { Avatar } from '../../ui/person.tsx'
import styles from './account-menu.module.css'

const loadMenu = () => import('./account-menu.tsx')
const AccountMenu = lazyPart(async () => ({ default: (await loadMenu()).AccountMenu }))

/** Who is signed in; opens what is theirs. */
export function AccountButton({ user, isCompact = false }: { user: Session['user']; isCompact?: boolean }) {
  const { t } = useTranslation()
  const button = (
    <UnstyledButton className={styles.account}>
      <VisuallyHidden>{t('frame.account', { name: user.name })}</VisuallyHidden>
      <Avatar name={user.name} size={isCompact ? 28 : 24} />
      {!isCompact && (
        <>
          <span className={styles.accountName} aria-hidden="true">
            {user.name}
          </span>
          <IconSelector size={14} aria-hidden="true" />
        </>
      )}
    </UnstyledButton>
  )
  return (
    <LateMenu button={button} load={loadMenu}>
      <AccountMenu button={button} user={user} isCompact={isCompact} />
    </LateMenu>
  )
}
