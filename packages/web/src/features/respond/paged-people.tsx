import { useTranslation } from 'react-i18next'
import type { IncidentDetail, PagedPerson } from '../../api/types.ts'
import { Panel } from '../../ui/panel.tsx'
import { PersonName } from '../../ui/person.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { Countdown } from '../../ui/time/stopwatch.tsx'
import { useWords } from '../../ui/use-words.ts'
import styles from './paged-people.module.css'

const tones: Record<PagedPerson['state'], Tone> = {
  sending: 'warn',
  reached: 'ok',
  planned: 'plain',
  unreachable: 'alarm',
}

/** Whose telephone rings, by which way, and whether it got there; and who helps. */
export function PagedPeople({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation()
  const words = useWords()
  const { on_page: pages, owner } = incident
  const responders = incident.responders.filter(({ id }) => id !== owner?.id)
  if (pages.length === 0 && responders.length === 0) return null
  return (
    <Panel title={t('paged.title')}>
      <ul className={styles.list}>
        {pages.map((page) => (
          <li key={`${page.user.id} ${page.channel} ${page.state} ${page.due_at}`} className={styles.line}>
            <PersonName
              name={page.user.name}
              note={page.channel === null ? undefined : words(`channels.${page.channel}`, page.channel)}
            />
            <Tag tone={tones[page.state]}>
              {t(`paged.${page.state}`)}{' '}
              {page.due_at !== null && <Countdown to={page.due_at} whenDue={t('ladder.due')} />}
            </Tag>
          </li>
        ))}
        {responders.map((person) => (
          <li key={person.id} className={styles.line}>
            <PersonName name={person.name} />
            <Tag tone="accent">{t('paged.responder')}</Tag>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
