import { TextInput } from '@mantine/core'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { FilterBar, PageHeader } from '../../../ui/page-header.tsx'
import { PageSkeleton } from '../../../ui/page-skeleton.tsx'
import { ErrorState } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Avatar } from '../../../ui/person.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useSearchText } from '../../../ui/use-search-text.ts'
import { OnCallTabs } from '../on-call-tabs.tsx'
import { OwnShownPanel } from './own-shown-panel.tsx'
import styles from './readiness.module.css'
import { type EmergencyContacts, type EmergencyPerson, emergencyContactsQuery } from './readiness.query.ts'
import { VendorPanel } from './vendor-panel.tsx'
import { Way } from './way.tsx'
import './readiness-texts.ts'

/** Whom to call when everything else fails: who is on call first, then everybody, and the vendors. */
export function EmergencyContactsPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(emergencyContactsQuery)
  return (
    <>
      <PageHeader title={t('nav.onCall')} />
      <OnCallTabs />
      <Filters />
      {data && <Contacts contacts={data} />}
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <PageSkeleton />}
    </>
  )
}

function Filters() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: '/frame/on-call/contacts' })
  const field = useSearchText(
    search.q,
    (q) => void navigate({ to: '/on-call/contacts', search: { q }, replace: true }),
    t('emergency.search'),
  )
  return (
    <FilterBar>
      <TextInput
        size="xs"
        aria-label={t('emergency.search')}
        placeholder={t('emergency.search')}
        leftSection={<IconSearch size={14} />}
        {...field}
      />
    </FilterBar>
  )
}

function Contacts({ contacts }: { contacts: EmergencyContacts }) {
  const { t } = useTranslation()
  const { q } = useSearch({ from: '/frame/on-call/contacts' })
  const isWanted = (...texts: string[]) =>
    texts
      .join(' ')
      .toLowerCase()
      .includes((q ?? '').toLowerCase())
  const people = contacts.items
    .filter(({ user, email, teams, on_call }) =>
      isWanted(user.name, email, ...[...teams, ...on_call].map(({ name }) => name)),
    )
    .sort((a, b) => Number(b.on_call.length > 0) - Number(a.on_call.length > 0))
  const vendors = contacts.vendors.filter(({ name, reference }) => isWanted(name, reference ?? ''))
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <Panel title={t('emergency.people')} count={people.length} isFlush={people.length > 0}>
          {people.length === 0 && <p className={styles.none}>{t('emergency.noneFound')}</p>}
          <ul className={styles.rows}>
            {people.map((person) => (
              <PersonRow key={person.user.id} person={person} />
            ))}
          </ul>
        </Panel>
      </div>
      <div className={styles.column}>
        <VendorPanel vendors={vendors} hasAny={contacts.vendors.length > 0} />
        <OwnShownPanel />
      </div>
    </div>
  )
}

function PersonRow({ person: { user, email, zone, teams, on_call, contacts } }: { person: EmergencyPerson }) {
  const { t } = useTranslation()
  const others = contacts.filter(({ to }) => to !== email)
  return (
    <li className={styles.contact}>
      <Avatar name={user.name} size={28} />
      <div className={styles.name}>
        <span className={styles.nameLine}>
          <strong>{user.name}</strong>{' '}
          {on_call.map(({ id, name }) => (
            <Tag key={id} tone="accent" title={t('emergency.onCallIn', { name })}>
              {name}
            </Tag>
          ))}
        </span>
        <span className={styles.sub}>{[...teams.map(({ name }) => name), zone].join(' · ')}</span>
      </div>
      <ul className={styles.ways}>
        {others.map((way) => (
          <Way key={`${way.channel} ${way.to}`} channel={way.channel} to={way.to} />
        ))}
        <Way channel="email" to={email} />
      </ul>
    </li>
  )
}
