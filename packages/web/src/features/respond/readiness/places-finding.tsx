import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWords } from '../../../ui/use-words.ts'
import { PlaceState } from './place-state.tsx'
import styles from './places.module.css'
import { placesQuery } from './places.query.ts'

/** Vendors and channels that a policy pages, and of which nobody has seen that messages arrive. */
export function PlacesFinding() {
  const { t } = useTranslation()
  const words = useWords()
  const { data = [] } = useQuery(placesQuery)
  const found = data.filter(({ state, policies }) => state !== 'verified' && policies.length > 0)
  if (found.length === 0) return null
  return (
    <section className={styles.finding} aria-label={t('places.title')}>
      <h2 className={styles.title}>{t('places.finding', { count: found.length })}</h2>
      <p className={styles.note}>{t('places.text')}</p>
      <ul className={styles.list}>
        {found.map((place) => (
          <li key={`${place.channel} ${place.to}`} className={styles.place}>
            <div className={styles.who}>
              <strong>{place.vendor?.name ?? words(`channels.${place.channel}`, place.channel)}</strong>
              <span className={styles.to} title={place.to}>
                {place.to}
              </span>
              <span className={styles.note}>
                {t('vendor.usedBy')}{' '}
                {place.policies.map(({ id, name }, index) => (
                  <span key={id}>
                    {index > 0 && ', '}
                    <Link to="/on-call/policies/$id" params={{ id }} className={styles.link}>
                      {name}
                    </Link>
                  </span>
                ))}
              </span>
            </div>
            <PlaceState place={place} />
          </li>
        ))}
      </ul>
    </section>
  )
}
