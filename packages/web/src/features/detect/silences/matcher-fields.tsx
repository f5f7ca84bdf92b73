import { ActionIcon, Autocomplete, Button, Select } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { newestAlertsQuery } from '../alerts.query.ts'
import {
  type DraftMatcher,
  OPERATOR_SIGNS,
  OPERATORS,
  type Operator,
  withMatcher,
  withoutMatcher,
} from './silence-draft.ts'
import styles from './silence-form.module.css'

/** One line a label. Names and values that fire now are offered. */
export function MatcherFields({
  matchers,
  onChange,
  problems,
}: {
  matchers: readonly DraftMatcher[]
  onChange: (matchers: DraftMatcher[]) => void
  problems: ReadonlyMap<number, string>
}) {
  const { t } = useTranslation()
  const known = useKnownLabels()
  const set = (key: number, changed: Partial<DraftMatcher>) =>
    onChange(matchers.map((matcher) => (matcher.key === key ? { ...matcher, ...changed } : matcher)))
  return (
    <div className={styles.matchers}>
      {matchers.map((matcher) => (
        <MatcherLine
          key={matcher.key}
          matcher={matcher}
          known={known}
          problem={problems.get(matcher.key)}
          onChange={(changed) => set(matcher.key, changed)}
          onRemove={() => onChange(withoutMatcher(matchers, matcher.key))}
        />
      ))}
      <Button
        className={styles.add}
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange(withMatcher(matchers))}
      >
        {t('silence.addMatcher')}
      </Button>
    </div>
  )
}

type KnownLabels = ReadonlyMap<string, readonly string[]>

function MatcherLine({
  matcher: { name, operator, value },
  known,
  problem,
  onChange,
  onRemove,
}: {
  matcher: DraftMatcher
  known: KnownLabels
  problem: string | undefined
  onChange: (changed: Partial<DraftMatcher>) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const isPattern = operator === 'matches' || operator === 'matchesNot'
  return (
    <div className={styles.matcher}>
      <Autocomplete
        className={styles.name}
        size="sm"
        value={name}
        data={[...known.keys()]}
        limit={12}
        onChange={(next) => onChange({ name: next })}
        placeholder={t('silence.labelExample')}
        aria-label={t('silence.label')}
        spellCheck={false}
      />
      <Select
        className={styles.operator}
        size="sm"
        value={operator}
        data={OPERATORS.map((each) => ({ value: each, label: OPERATOR_SIGNS[each] }))}
        renderOption={({ option }) => (
          <span className={styles.option}>
            <code>{option.label}</code>
            {t(`silence.operators.${option.value as Operator}`)}
          </span>
        )}
        onChange={(next) => onChange({ operator: (next ?? 'is') as Operator })}
        allowDeselect={false}
        withCheckIcon={false}
        comboboxProps={{ width: 180, position: 'bottom-start' }}
        aria-label={t('silence.operator')}
      />
      <Autocomplete
        className={styles.value}
        size="sm"
        value={value}
        data={[...(known.get(name.trim()) ?? [])]}
        limit={12}
        onChange={(next) => onChange({ value: next })}
        placeholder={t(isPattern ? 'silence.valuePattern' : 'silence.valueExample')}
        aria-label={t('silence.value')}
        error={problem}
        spellCheck={false}
      />
      <ActionIcon
        className={styles.remove}
        variant="subtle"
        color="gray"
        size="lg"
        onClick={onRemove}
        aria-label={name === '' ? t('silence.removeEmpty') : t('silence.remove', { name })}
      >
        <IconX size={16} />
      </ActionIcon>
    </div>
  )
}

/** Of the newest alerts that fire. */
function useKnownLabels(): KnownLabels {
  const { data } = useQuery(newestAlertsQuery({}))
  const alerts = data?.items
  return useMemo(() => {
    const known = new Map<string, Set<string>>()
    for (const { labels } of alerts ?? [])
      for (const [name, value] of Object.entries(labels)) known.set(name, (known.get(name) ?? new Set()).add(value))
    return new Map([...known].sort().map(([name, values]) => [name, [...values].sort()]))
  }, [alerts])
}
