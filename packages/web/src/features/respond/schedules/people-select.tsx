import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { peopleQuery } from '../../people/people.query.ts'

/** One active person, oneself first; `everybody` is the choice of nobody in particular. */
export function OnePerson({
  label,
  value,
  everybody,
  error,
  own,
  without,
  isFirst = false,
  onChange,
}: {
  label: string
  value: string | null
  everybody?: string
  error?: string | undefined
  own?: string | undefined
  /** Who is not among the choices. */
  without?: string | undefined
  isFirst?: boolean
  onChange: (id: string | null) => void
}) {
  const { t } = useTranslation()
  const { data: people = [] } = useQuery(peopleQuery)
  const choices = people
    .filter(({ is_active, id }) => (is_active || id === value) && id !== without)
    .sort((a, b) => Number(b.id === own) - Number(a.id === own) || a.name.localeCompare(b.name))
    .map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` }))
  return (
    <Select
      label={label}
      placeholder={everybody ?? t('people.choose')}
      value={value}
      onChange={onChange}
      data={choices}
      error={error}
      clearable={everybody !== undefined}
      required={everybody === undefined}
      withAsterisk={false}
      searchable
      // The first field has the focus from the beginning: its list must not lie over what comes below.
      openOnFocus={false}
      data-autofocus={isFirst || undefined}
      nothingFoundMessage={t('people.noMatch')}
    />
  )
}
