import { ActionIcon, Button, Select, TextInput } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { peopleQuery } from '../people.query.ts'
import { newPerson, type PersonDraft } from './calendar-draft.ts'
import styles from './calendars.module.css'

/** Only names that are not those of Tocsin need a word here. */
export function ShiftPeopleFields({
  people,
  problems,
  onChange,
}: {
  people: readonly PersonDraft[]
  problems: Record<string, string>
  onChange: (people: PersonDraft[]) => void
}) {
  const { t } = useTranslation()
  const { data: known = [] } = useQuery(peopleQuery)
  const change = (key: number, changed: Partial<PersonDraft>) =>
    onChange(people.map((each) => (each.key === key ? { ...each, ...changed } : each)))
  return (
    <fieldset className={styles.people}>
      <legend>{t('calendars.people')}</legend>
      <p className={styles.hint}>{t('calendars.peopleText')}</p>
      {people.map((person, index) => (
        <div key={person.key} className={styles.personRow}>
          <TextInput
            size="xs"
            aria-label={t('calendars.personName', { number: index + 1 })}
            placeholder={t('calendars.personExample')}
            value={person.name}
            onChange={(event) => change(person.key, { name: event.currentTarget.value })}
            error={problems[`people.${person.name.trim()}`]}
          />
          <Select
            size="xs"
            aria-label={t('calendars.personUser', { number: index + 1 })}
            placeholder={t('people.choose')}
            value={person.user}
            data={known
              .filter(({ is_active, id }) => is_active || id === person.user)
              .map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(user) => change(person.key, { user })}
            searchable
            allowDeselect={false}
          />
          <ActionIcon
            aria-label={t('calendars.personRemove', { number: index + 1 })}
            onClick={() => onChange(people.filter(({ key }) => key !== person.key))}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={13} />}
        onClick={() => onChange([...people, newPerson()])}
      >
        {t('calendars.personAdd')}
      </Button>
    </fieldset>
  )
}
