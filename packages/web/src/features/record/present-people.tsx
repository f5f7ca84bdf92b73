import { useTranslation } from 'react-i18next'
import type { PresentPerson } from '../../api/types.ts'
import { Avatar } from '../../ui/person.tsx'
import { useReader } from '../../ui/time/reader.ts'
import styles from './present-people.module.css'

const shownMax = 4

/** Who else has the page open. Their names are the title, and are told to those who do not see the circles. */
export function PresentPeople({ people }: { people: readonly PresentPerson[] }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  if (people.length === 0) return null
  const names = listOf(people, locale)
  const label = t(people.length > 1 ? 'presence.viewingMany' : 'presence.viewing', { names })
  return (
    <span className={styles.people} role="img" aria-label={label} title={label}>
      {people.slice(0, shownMax).map(({ user, state }) => (
        <span key={user.id} className={styles.person} data-state={state}>
          <Avatar name={user.name} size={24} />
        </span>
      ))}
      {people.length > shownMax && <span className={styles.more}>+{people.length - shownMax}</span>}
    </span>
  )
}

/** “Ben is writing a note…” */
export function WritingPeople({ people }: { people: readonly PresentPerson[] }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const writing = people.filter(({ state }) => state === 'typing')
  const key = writing.length > 1 ? 'presence.typingMany' : 'presence.typing'
  return (
    <p className={styles.writing} aria-live="polite">
      {writing.length > 0 && t(key, { names: listOf(writing, locale) })}
    </p>
  )
}

function listOf(people: readonly PresentPerson[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(people.map(({ user }) => user.name))
}
