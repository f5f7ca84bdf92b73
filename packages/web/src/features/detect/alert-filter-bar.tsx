import '../../messages/alert-texts.ts'
import { Button, CloseButton, Menu, SegmentedControl, TextInput } from '@mantine/core'
import IconFilter from '@tabler/icons-react/dist/esm/icons/IconFilter.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { useQuery } from '@tanstack/react-query'
import { SOURCE_SEVERITIES } from '@tocsin/core/kernel/scales.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FilterBar } from '../../ui/page-header.tsx'
import { useSearchText } from '../../ui/use-search-text.ts'
import { servicesQuery } from '../lake/services.query.ts'
import styles from './alert-filter-bar.module.css'
import { ALERT_STATES, type AlertFilters, type AlertStateFilter, isLabel } from './alert-filters.ts'
import { GroupMenu } from './group-menu.tsx'
import { sourcesQuery } from './sources.query.ts'

interface BarProps {
  filters: AlertFilters
  onChange: (changed: Partial<AlertFilters>) => void
}

/** State and words at hand, everything else behind one button; what is chosen stands below as chips that go away with a press. */
export function AlertFilterBar({ filters, onChange }: BarProps) {
  const { t } = useTranslation()
  const search = useSearchText(filters.q, (q) => onChange({ q }), t('shortcuts.search'))
  return (
    <>
      <FilterBar>
        <SegmentedControl
          value={filters.state ?? 'firing'}
          data={ALERT_STATES.map((state) => ({ value: state, label: t(`alerts.filter.${state}`) }))}
          onChange={(state) => onChange({ state: state === 'firing' ? undefined : (state as AlertStateFilter) })}
          aria-label={t('alerts.filterLabel')}
        />
        <AddFilter filters={filters} onChange={onChange} />
        <GroupMenu filters={filters} onChange={onChange} />
        <TextInput
          {...search}
          className={styles.search}
          size="xs"
          type="search"
          placeholder={t('alerts.search')}
          aria-label={t('alerts.search')}
          leftSection={<IconSearch size={14} />}
        />
      </FilterBar>
      <Chips filters={filters} onChange={onChange} />
    </>
  )
}

function AddFilter({ filters, onChange }: BarProps) {
  const { t } = useTranslation()
  const { data: sources = [] } = useQuery(sourcesQuery)
  const { data: services = [] } = useQuery(servicesQuery)
  const chosen = filters.severity ?? []
  const toggle = (severity: (typeof SOURCE_SEVERITIES)[number]) => {
    const next = SOURCE_SEVERITIES.filter((each) => chosen.includes(each) !== (each === severity))
    onChange({ severity: next.length > 0 ? next : undefined })
  }
  return (
    <Menu position="bottom-start" withinPortal closeOnItemClick={false} width={260}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconFilter size={14} />}>
          {t('alertFilter.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        <Menu.Label>{t('alertFilter.severity')}</Menu.Label>
        <div className={styles.severities}>
          {SOURCE_SEVERITIES.map((severity) => (
            <Button
              key={severity}
              size="compact-xs"
              variant={chosen.includes(severity) ? 'filled' : 'default'}
              aria-pressed={chosen.includes(severity)}
              onClick={() => toggle(severity)}
            >
              {t(`sourceSeverity.${severity}`)}
            </Button>
          ))}
        </div>
        <Menu.Label>{t('alertFilter.label')}</Menu.Label>
        <LabelField filters={filters} onChange={onChange} />
        <Menu.Label>{t('alertFilter.place')}</Menu.Label>
        <Menu.Item onClick={() => onChange({ muted: false })}>{t('alertFilter.inIncident')}</Menu.Item>
        <Menu.Item onClick={() => onChange({ muted: true })}>{t('alertFilter.inNone')}</Menu.Item>
        {services.length > 0 && <Menu.Label>{t('alertFilter.service')}</Menu.Label>}
        {services.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => onChange({ service: id })}>
            {name}
          </Menu.Item>
        ))}
        {sources.length > 0 && <Menu.Label>{t('alertFilter.source')}</Menu.Label>}
        {sources.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => onChange({ source: id })}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function LabelField({ filters, onChange }: BarProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const add = () => {
    if (!isLabel(text.trim())) return
    onChange({ label: [...new Set([...(filters.label ?? []), text.trim()])] })
    setText('')
  }
  return (
    <div className={styles.label}>
      <TextInput
        size="xs"
        value={text}
        placeholder={t('alertFilter.labelExample')}
        aria-label={t('alertFilter.labelText')}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter') add()
        }}
        error={text !== '' && !text.includes('=') ? t('alertFilter.labelProblem') : undefined}
      />
      <Button size="xs" variant="default" onClick={add} disabled={!isLabel(text.trim())}>
        {t('alertFilter.addLabel')}
      </Button>
    </div>
  )
}

interface Chip {
  id: string
  name: string
  value: string
  without: Partial<AlertFilters>
}

function Chips({ filters, onChange }: BarProps) {
  const { t } = useTranslation()
  const chips = useChips(filters)
  if (chips.length === 0) return null
  return (
    <ul className={styles.chips} aria-label={t('alertFilter.chosen')}>
      {chips.map(({ id, name, value, without }) => (
        <li key={id} className={styles.chip}>
          <span className={styles.chipName}>{name}</span>
          <span className={styles.chipValue}>{value}</span>
          <CloseButton
            size="xs"
            aria-label={t('alertFilter.remove', { name, value })}
            onClick={() => onChange(without)}
          />
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() =>
              onChange(
                Object.assign({}, ...chips.map(({ without }) => without), { label: undefined, severity: undefined }),
              )
            }
          >
            {t('common.clearFilters')}
          </Button>
        </li>
      )}
    </ul>
  )
}

function useChips({ severity = [], source, service, label = [], muted, silence, incident }: AlertFilters): Chip[] {
  const { t } = useTranslation()
  const { data: sources = [] } = useQuery(sourcesQuery)
  const { data: services = [] } = useQuery(servicesQuery)
  const nameIn = (things: readonly { id: string; name: string }[], id: string) =>
    things.find((thing) => thing.id === id)?.name ?? id
  const rest = <Value,>(values: readonly Value[], gone: Value) => {
    const left = values.filter((value) => value !== gone)
    return left.length > 0 ? left : undefined
  }
  const one = (id: 'source' | 'service' | 'muted' | 'silence' | 'incident', name: string, value: string): Chip => ({
    ...{ id, name, value },
    without: { [id]: undefined },
  })
  return [
    ...severity.map((each) => ({
      ...{ id: `severity ${each}`, name: t('alertFilter.severity'), value: t(`sourceSeverity.${each}`) },
      without: { severity: rest(severity, each) },
    })),
    ...(service === undefined ? [] : [one('service', t('alertFilter.service'), nameIn(services, service))]),
    ...(source === undefined ? [] : [one('source', t('alertFilter.source'), nameIn(sources, source))]),
    ...label.map((each) => ({
      ...{ id: `label ${each}`, name: t('alertFilter.label'), value: each },
      without: { label: rest(label, each) },
    })),
    ...(muted === undefined
      ? []
      : [one('muted', t('alertFilter.place'), t(muted ? 'alertFilter.inNone' : 'alertFilter.inIncident'))]),
    ...(incident === undefined ? [] : [one('incident', t('alertFilter.incident'), incident)]),
    ...(silence === undefined ? [] : [one('silence', t('alertFilter.silence'), `${silence.slice(0, 8)}…`)]),
  ]
}
