import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/types.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { Avatar } from '../../ui/person.tsx'
import { Tag } from '../../ui/tag.tsx'
import { peopleQuery } from './people.query.ts'
import styles from './people-page.module.css'

/** Who works with Tocsin here. */
export function PeoplePage() {
  const { t } = useTranslation()
  const { data: people, error, refetch } = useQuery(peopleQuery)
  return (
    <>
      <PageHeader title={t('nav.people')} />
      {people && (
        <ul className={styles.list}>
          {people.map((person) => (
            <PersonRow key={person.id} person={person} />
          ))}
        </ul>
      )}
      {!people && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!people && !error && <LoadingState />}
    </>
  )
}

function PersonRow({ person }: { person: Person }) {
  const { t } = useTranslation()
  return (
    <li className={styles.row} data-off={!person.is_active || undefined}>
      <Avatar name={person.name} size={28} />
      <span className={styles.name}>
        {person.name}
        <span className={styles.email}>{person.email}</span>
      </span>
      <span className={styles.cell}>{t(`role.${person.role}`)}</span>
      <span className={styles.cell}>{person.zone}</span>
      <span className={styles.tags}>
        {person.is_invited && <Tag tone="warn">{t('people.invited')}</Tag>}
        {!person.is_active && <Tag>{t('common.inactive')}</Tag>}
        {person.owned_by === 'file' && <Tag title={t('common.ownedByFileText')}>{t('common.ownedByFile')}</Tag>}
      </span>
    </li>
  )
}
