import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { peopleQuery } from './people.query.ts'

/** Chooses one active person by name or address. */
export function PersonSelect({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | null
  onChange: (id: string | null) => void
}) {
  const { t } = useTranslation()
  const { data: people = [], isPending } = useQuery(peopleQuery)
  return (
    <Select
      label={label}
      placeholder={t('people.choose')}
      value={value}
      onChange={onChange}
      data={people
        .filter(({ is_active }) => is_active)
        .map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` }))}
      searchable
      data-autofocus
      disabled={isPending}
      nothingFoundMessage={t('people.noMatch')}
      comboboxProps={{ transitionProps: { duration: 60 } }}
    />
  )
}
