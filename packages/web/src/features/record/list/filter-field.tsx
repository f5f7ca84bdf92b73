import { Autocomplete, CloseButton } from '@mantine/core'
import IconFilter from '@tabler/icons-react/dist/esm/icons/IconFilter.mjs'
import { useQuery } from '@tanstack/react-query'
import { formatIncidentQuery, formatTerm, type IncidentTerm } from '@tocsin/core/record/query/incident-query.ts'
import { parseIncidentQuery, type QueryProblem } from '@tocsin/core/record/query/parse-query.ts'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../../ui/keyboard/shortcuts.ts'
import { servicesQuery, teamsQuery } from '../../lake/services.query.ts'
import { peopleQuery } from '../../people/people.query.ts'
import styles from './filter-bar.module.css'
import { suggestFilters } from './suggest-filters.ts'

/** The filter as chips, and a field for the next one. What is typed is the language of the API and the command line. */
export function FilterField({ query, onChange }: { query: string; onChange: (query: string) => void }) {
  const { t } = useTranslation()
  const { terms, problems } = parseIncidentQuery(query)
  const [written, setWritten] = useState('')
  const [isAsked, setIsAsked] = useState(false)
  const [refused, setRefused] = useState<QueryProblem>()
  const field = useRef<HTMLInputElement>(null)
  const names = useNames(isAsked)
  useCommand({ binding: '/', label: t('list.filter'), run: () => field.current?.focus(), group: 'find' })
  useCommand({ binding: 'f', label: t('list.filter'), run: () => field.current?.focus(), group: 'find' })

  const write = (text: string) => {
    setWritten(text)
    setRefused(undefined)
  }
  const without = (index: number) => formatIncidentQuery(terms.filter((_, at) => at !== index))
  const add = (text: string) => {
    const read = parseIncidentQuery(text)
    const [problem] = read.problems
    if (problem) return setRefused(problem)
    if (read.terms.length === 0) return
    onChange(formatIncidentQuery([...terms, ...read.terms]))
    write('')
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // Enter on an offered completion is the list's own.
    const isChoosing = event.currentTarget.getAttribute('aria-activedescendant') !== null
    if (event.key === 'Enter' && !isChoosing && !event.nativeEvent.isComposing) add(written)
    else if (event.key === 'Backspace' && written === '' && terms.length > 0) onChange(without(terms.length - 1))
    else if (event.key === 'Escape') event.currentTarget.blur()
  }
  const problem = refused ?? problems[0]
  return (
    <div className={styles.field}>
      <div className={styles.chips}>
        {terms.map((term, index) => (
          <Chip
            key={formatTerm(term)}
            term={term}
            onEdit={() => {
              onChange(without(index))
              write(formatTerm(term))
              field.current?.focus()
            }}
            onRemove={() => onChange(without(index))}
          />
        ))}
        <Autocomplete
          ref={field}
          className={styles.input}
          size="xs"
          variant="unstyled"
          value={written}
          onChange={write}
          onOptionSubmit={(text) => {
            if (!text.endsWith(':')) add(text)
          }}
          onFocus={() => setIsAsked(true)}
          onKeyDown={onKeyDown}
          data={suggestFilters(written, names)}
          filter={({ options }) => options}
          placeholder={t(terms.length === 0 ? 'list.filterExample' : 'list.filterMore')}
          aria-label={t('list.filter')}
          leftSection={<IconFilter size={14} />}
          maxDropdownHeight={320}
          comboboxProps={{ width: 260, position: 'bottom-start', transitionProps: { duration: 0 } }}
          spellCheck={false}
          autoComplete="off"
        />
      </div>
      {problem && (
        <Problem
          problem={problem}
          onMend={(nearest) => {
            const text = refused ? written : query
            const mended = `${text.slice(0, problem.from)}${nearest}${text.slice(problem.to)}`
            if (refused) write(mended)
            else onChange(mended)
          }}
        />
      )}
    </div>
  )
}

function Chip({ term, onEdit, onRemove }: { term: IncidentTerm; onEdit: () => void; onRemove: () => void }) {
  const { t } = useTranslation()
  const text = formatTerm(term)
  const plain = term.isNegated ? text.slice(1) : text
  const colon = term.kind === 'text' ? -1 : plain.indexOf(':')
  return (
    <span className={styles.chip} data-negated={term.isNegated || undefined}>
      <button type="button" className={styles.chipText} onClick={onEdit} title={t('list.editFilter')}>
        {term.isNegated && <span className={styles.not}>{t('list.not')}</span>}
        {colon > 0 && <span className={styles.chipField}>{plain.slice(0, colon)}</span>}
        <span className={styles.chipValue}>{plain.slice(colon + 1).replaceAll(',', ', ')}</span>
      </button>
      <CloseButton size={27} iconSize={12} aria-label={t('list.removeFilter', { filter: text })} onClick={onRemove} />
    </span>
  )
}

function Problem({ problem, onMend }: { problem: QueryProblem; onMend: (nearest: string) => void }) {
  const { t } = useTranslation()
  const { code, word, field = '', known, nearest } = problem
  return (
    <p className={styles.problem} role="alert">
      {t(`list.problem.${code}`, { word, field })}{' '}
      {nearest !== undefined && (
        <button type="button" className={styles.mend} onClick={() => onMend(nearest)}>
          {t('list.didYouMean', { nearest })}
        </button>
      )}
      {nearest === undefined && known.length > 0 && t('list.known', { known: known.join(', ') })}
    </p>
  )
}

/** Loaded when somebody begins to type. */
function useNames(isAsked: boolean) {
  const { data: services = [] } = useQuery({ ...servicesQuery, enabled: isAsked })
  const { data: teams = [] } = useQuery({ ...teamsQuery, enabled: isAsked })
  const { data: people = [] } = useQuery({ ...peopleQuery, enabled: isAsked })
  return {
    service: services.map(({ id }) => id),
    team: teams.map(({ id }) => id),
    owner: people.filter(({ is_active }) => is_active).map(({ email }) => email),
  }
}
