import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import type { CriteriaTrial as Trial } from '../../../api/types.ts'
import { after } from '../../../ports/clock.ts'
import { ErrorState } from '../../../ui/page-states.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { useWords } from '../../../ui/use-words.ts'
import styles from './criteria.module.css'
import { type CriterionBody, recentIncidentsQuery, type TryBody, tryCriteriaQuery } from './criteria.query.ts'
import { useCriterionName } from './use-criterion-name.ts'

const pauseMs = 300

/** What criteria would have made of an incident that was; of one that is being written also whether it can be evaluated. */
export function CriteriaTrial({ criteria }: { criteria: readonly CriterionBody[] }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { data: incidents } = useQuery(recentIncidentsQuery)
  const [incident, setIncident] = useState<string | null>(null)
  // A switch that is off says nothing of what the criterion would have done.
  const body: TryBody = {
    criteria: criteria.map(({ off: _, ...each }) => each),
    ...(incident !== null && { incident }),
  }
  const text = JSON.stringify(body)
  const [settled, setSettled] = useState(text)
  useEffect(() => after(pauseMs, () => setSettled(text)), [text])
  const { data, error, isFetching } = useQuery(tryCriteriaQuery(JSON.parse(settled) as TryBody))
  // A time that is none, for example: what is wrong with the fields themselves.
  const problems = Object.values(fieldProblems(error))
  const isBehind = text !== settled || isFetching
  return (
    <section className={styles.trial} aria-label={t('criteria.try.title')}>
      {incidents?.length === 0 ? (
        <p className={styles.note}>{t('criteria.try.noIncidents')}</p>
      ) : (
        <Select
          label={t('criteria.try.title')}
          description={t('criteria.try.text')}
          placeholder={t('criteria.try.choose')}
          value={incident}
          data={(incidents ?? []).map(({ id, title, recorded_at }) => ({
            value: id,
            label: `${id} · ${title} · ${formatMoment(Date.parse(recorded_at), reader)}`,
          }))}
          onChange={setIncident}
          searchable
          clearable
        />
      )}
      {problems.map((problem) => (
        <p key={problem} className={styles.wrong} role="alert">
          {problem}
        </p>
      ))}
      {error && problems.length === 0 && !data && <ErrorState error={error} />}
      {data && problems.length === 0 && (
        <ul className={styles.outcomes} aria-live="polite" aria-busy={isBehind} data-behind={isBehind || undefined}>
          {data.items.map((item) => (
            <Outcome
              key={item.id}
              item={item}
              isAlone={criteria.length === 1}
              isOff={criteria.find(({ id }) => id === item.id)?.off === true}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

type Item = Trial['items'][number]

function Outcome({ item, isAlone, isOff }: { item: Item; isAlone: boolean; isOff: boolean }) {
  const { t } = useTranslation()
  const name = useCriterionName()(item)
  const { to, problem, outcome } = item
  // Without an incident there is something to say of what is wrong, and of the one that is being written.
  if (outcome === null && problem === null && !isAlone) return null
  return (
    <li className={styles.outcome} data-outcome={problem === null ? (outcome ?? 'right') : 'wrong'}>
      {!isAlone && (
        <p className={styles.name}>
          {name} <Tag>{t(`level.${to}`)}</Tag>
        </p>
      )}
      {problem !== null && <p className={styles.wrong}>{t('criteria.try.wrong', { problem })}</p>}
      {problem === null && outcome === null && <p className={styles.note}>{t('criteria.try.right')}</p>}
      {problem === null && outcome !== null && <Story item={item} />}
      {isOff && outcome === 'met' && <p className={styles.note}>{t('criteria.try.isOff')}</p>}
    </li>
  )
}

function Story({ item: { outcome, at, trigger, evidence, raises_to, really_at } }: { item: Item }) {
  const { t } = useTranslation()
  const words = useWords()
  const reader = useReader()
  const time = at === null ? '' : formatMoment(Date.parse(at), reader)
  const why = words(`criteria.try.because.${trigger}`, trigger ?? '')
  return (
    <>
      <p className={styles.verdict}>
        {outcome === 'met' && t('criteria.try.met', { time, why })}
        {outcome === 'not_met' && t('criteria.try.notMet', { time })}
        {outcome === 'not_asked' && t('criteria.try.notAsked')}
      </p>
      {Object.keys(evidence).length > 0 && (
        <p className={styles.evidence}>
          {Object.entries(evidence).map(([name, value]) => (
            <code key={name}>{`${name} = ${value}`}</code>
          ))}
        </p>
      )}
      {outcome === 'met' && (
        <p className={styles.note}>
          {raises_to === null
            ? t('criteria.try.raisesNothing')
            : t('criteria.try.raises', { level: t(`level.${raises_to}`) })}
          {really_at !== null && ` ${t('criteria.try.really', { time: formatMoment(Date.parse(really_at), reader) })}`}
        </p>
      )}
    </>
  )
}
