import { Button, Menu, TextInput } from '@mantine/core'
import IconStack2 from '@tabler/icons-react/dist/esm/icons/IconStack2.mjs'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AlertFilters, type AlertGrouping, GROUPINGS, isLabelName } from './alert-filters.ts'
import { newestAlertsQuery } from './alerts.query.ts'

const labelsShown = 8

/** How alerts are gathered: not at all, by what they are about, or by any label. */
export function GroupMenu({
  filters,
  onChange,
}: {
  filters: AlertFilters
  onChange: (changed: Partial<AlertFilters>) => void
}) {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(false)
  const { by } = filters
  const choose = (next: AlertGrouping | undefined) => {
    onChange({ by: next })
    setIsOpen(false)
  }
  const label = by?.startsWith('label:') ? by.slice('label:'.length) : undefined
  const named = GROUPINGS.find((each) => each === by)
  const shown = label ?? (named ? t(`alertGroup.by.${named}`) : undefined)
  return (
    <Menu position="bottom-start" withinPortal opened={isOpen} onChange={setIsOpen} width={240}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconStack2 size={14} />}>
          {shown === undefined ? t('alertGroup.choose') : t('alertGroup.chosen', { by: shown })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="min(70vh, 560px)" style={{ overflowY: 'auto' }}>
        <Menu.Item onClick={() => choose(undefined)} aria-current={by === undefined}>
          {t('alertGroup.none')}
        </Menu.Item>
        {GROUPINGS.map((each) => (
          <Menu.Item key={each} onClick={() => choose(each)} aria-current={by === each}>
            {t(`alertGroup.by.${each}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t('alertGroup.byLabel')}</Menu.Label>
        {isOpen && <Labels filters={filters} onChoose={(name) => choose(`label:${name}`)} />}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Those that the newest alerts of the list have most often, and any other by its name. */
function Labels({ filters, onChoose }: { filters: AlertFilters; onChoose: (name: string) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const { data } = useQuery(newestAlertsQuery(filters))
  const names = useMemo(() => {
    const counts = new Map<string, number>()
    for (const { labels } of data?.items ?? [])
      for (const name of Object.keys(labels)) counts.set(name, (counts.get(name) ?? 0) + 1)
    return [...counts]
      .sort(([a, ofA], [b, ofB]) => ofB - ofA || (a < b ? -1 : 1))
      .slice(0, labelsShown)
      .map(([name]) => name)
  }, [data])
  return (
    <>
      {names.filter(isLabelName).map((name) => (
        <Menu.Item key={name} onClick={() => onChoose(name)}>
          {name}
        </Menu.Item>
      ))}
      <TextInput
        size="xs"
        m={8}
        value={text}
        placeholder={t('alertGroup.labelExample')}
        aria-label={t('alertGroup.labelName')}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter' && isLabelName(text.trim())) onChoose(text.trim())
        }}
      />
    </>
  )
}
