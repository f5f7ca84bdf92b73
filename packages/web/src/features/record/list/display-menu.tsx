import { Select } from '@mantine/core'
import {
  INCIDENT_GROUPINGS,
  type IncidentView,
  type OrderWithDirection,
} from '@tocsin/core/record/query/incident-views.ts'
import type { ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField } from '../../../ui/choice-field.tsx'
import { changeDensity, DENSITIES, useDensity } from '../../../ui/density.ts'
import { OpenPopover } from '../../../ui/open-menu.tsx'
import type { IncidentFilters } from '../incident-filters.ts'
import styles from './filter-bar.module.css'

const orders = ['-recorded_at', '-updated_at', 'priority', 'recorded_at'] as const satisfies OrderWithDirection[]

/** How the rows stand: under which headings, in which order, how close. */
export function DisplayMenu({
  button,
  listing,
  onChange,
}: {
  button: ReactElement
  listing: IncidentView
  onChange: (change: Pick<IncidentFilters, 'order' | 'group'>) => void
}) {
  const { t } = useTranslation()
  const density = useDensity()
  return (
    <OpenPopover button={button} position="bottom-end" width={340}>
      <div className={styles.display}>
        <ChoiceField
          label={t('list.groupBy')}
          value={listing.group ?? 'none'}
          choices={(['none', ...INCIDENT_GROUPINGS] as const).map((value) => ({
            value,
            label: t(`list.grouping.${value}`),
          }))}
          onChange={(group) => onChange({ group, order: undefined })}
        />
        <Select
          label={t('list.orderBy')}
          value={listing.group === null ? listing.order : '-recorded_at'}
          data={orders.map((value) => ({ value, label: t(`list.order.${value}`) }))}
          onChange={(order) => onChange({ group: 'none', order: (order ?? undefined) as OrderWithDirection })}
          disabled={listing.group !== null}
          description={listing.group === null ? undefined : t('list.orderOfGroups')}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
        />
        <ChoiceField
          label={t('frame.density')}
          value={density}
          choices={DENSITIES.map((value) => ({ value, label: t(`frame.densities.${value}`) }))}
          onChange={changeDensity}
        />
      </div>
    </OpenPopover>
  )
}
