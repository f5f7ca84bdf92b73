import { CloseButton, SegmentedControl, TextInput } from '@mantine/core'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { PRIORITIES, type Priority } from '@tocsin/core/kernel/scales.ts'
import { useTranslation } from 'react-i18next'
import { FilterBar } from '../../ui/page-header.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { useSearchText } from '../../ui/use-search-text.ts'
import { type IncidentFilters, ORDERS, type Order, VIEWS, type View } from './incident-filters.ts'
import styles from './incidents-page.module.css'

/** Everything that narrows the list; all of it stands in the address, so that a view can be sent to somebody. */
export function IncidentFilterBar({
  filters,
  onChange,
}: {
  filters: IncidentFilters
  onChange: (changed: Partial<IncidentFilters>) => void
}) {
  const { t } = useTranslation()
  const search = useSearchText(filters.q, (q) => onChange({ q }), t('shortcuts.search'))
  return (
    <FilterBar>
      <SegmentedControl
        value={filters.view ?? 'active'}
        data={VIEWS.map((view) => ({ value: view, label: t(`incidents.view.${view}`) }))}
        onChange={(view) => onChange({ view: view === 'active' ? undefined : (view as View) })}
        aria-label={t('incidents.viewLabel')}
      />
      <PriorityChips chosen={filters.priority ?? []} onChange={(priority) => onChange({ priority })} />
      {filters.service !== undefined && (
        <span className={styles.chip}>
          {filters.service}
          <CloseButton
            size="xs"
            aria-label={t('common.clearFilters')}
            onClick={() => onChange({ service: undefined })}
          />
        </span>
      )}
      <SegmentedControl
        className={styles.wideOnly}
        value={filters.order ?? '-recorded_at'}
        data={ORDERS.map((order) => ({ value: order, label: t(`incidents.order.${order}`) }))}
        onChange={(order) => onChange({ order: order === '-recorded_at' ? undefined : (order as Order) })}
        aria-label={t('incidents.orderLabel')}
      />
      <TextInput
        {...search}
        className={styles.search}
        size="xs"
        type="search"
        placeholder={t('incidents.search')}
        aria-label={t('incidents.search')}
        leftSection={<IconSearch size={14} />}
      />
    </FilterBar>
  )
}

function PriorityChips({
  chosen,
  onChange,
}: {
  chosen: readonly Priority[]
  onChange: (chosen: Priority[] | undefined) => void
}) {
  const { t } = useTranslation()
  const toggle = (priority: Priority) => {
    const next = PRIORITIES.filter((each) => (each === priority) !== chosen.includes(each))
    onChange(next.length > 0 ? next : undefined)
  }
  return (
    <fieldset className={styles.chips} aria-label={t('incidents.priorityLabel')}>
      {PRIORITIES.map((priority) => (
        <button
          key={priority}
          type="button"
          className={styles.chip}
          aria-pressed={chosen.includes(priority)}
          onClick={() => toggle(priority)}
        >
          <PriorityBadge priority={priority} />
        </button>
      ))}
    </fieldset>
  )
}
