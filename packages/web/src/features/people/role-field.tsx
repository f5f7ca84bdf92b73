import { Select } from '@mantine/core'
import { ROLES } from '@tocsin/core/people/permissions.ts'
import { useTranslation } from 'react-i18next'
import type { User } from './account.query.ts'

/** One of the roles, and what it means. */
export function RoleField({
  value,
  onChange,
  error,
}: {
  value: User['role']
  onChange: (role: User['role']) => void
  error: string | undefined
}) {
  const { t } = useTranslation()
  return (
    <Select
      label={t('members.role')}
      description={t(`roleText.${value}`)}
      value={value}
      data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
      onChange={(next) => next !== null && onChange(next as User['role'])}
      error={error}
      allowDeselect={false}
    />
  )
}
