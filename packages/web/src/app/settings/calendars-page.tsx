import { Button } from '@mantine/core'
import IconCalendar from '@tabler/icons-react/dist/esm/icons/IconCalendar.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  AddCalendarDialog,
  DeleteCalendarDialog,
  EditCalendarDialog,
} from '../../features/people/calendars/calendar-dialogs.tsx'
import { CalendarRow } from '../../features/people/calendars/calendar-row.tsx'
import styles from '../../features/people/calendars/calendars.module.css'
import { type Calendar, calendarsQuery } from '../../features/people/calendars/calendars.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { schedulesQuery } from '../../features/respond/policies.query.ts'
import { now } from '../../ports/clock.ts'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { localTimeOf } from '../../ui/time/zone-time.ts'
import { settingsQuery } from './settings.query.ts'
import { SettingsTabs } from './settings-tabs.tsx'
import '../../features/people/calendars/calendar-texts.ts'

type Asked = { what: 'add' } | { what: 'edit' | 'delete'; calendar: Calendar }

/** Public holidays, days of one's own, and rotas that others keep: what layers of schedules go by. */
export function CalendarsPage() {
  const { t } = useTranslation()
  const { zone } = useReader()
  const mayWrite = usePermission('configuration.write')
  const { data: calendars, error, refetch } = useQuery(calendarsQuery)
  const usesOf = useUses()
  const [today] = useState(() => localTimeOf(now(), zone).slice(0, 10))
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  const add = mayWrite && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setAsked({ what: 'add' })}>
      {t('calendars.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.settings')}>{calendars && calendars.length > 0 && add}</PageHeader>
      <SettingsTabs />
      {calendars && calendars.length > 0 && (
        <PageBody>
          <p className={styles.hint}>{t('calendars.text')}</p>
          <Panel title={t('calendars.title')} count={calendars.length} isFlush>
            <ul className={styles.list}>
              {calendars.map((calendar) => {
                const mayChange = mayWrite && calendar.owned_by !== 'file'
                return (
                  <CalendarRow
                    key={calendar.id}
                    calendar={calendar}
                    uses={usesOf(calendar.id)}
                    today={today}
                    onEdit={mayChange ? () => setAsked({ what: 'edit', calendar }) : undefined}
                    onDelete={mayChange ? () => setAsked({ what: 'delete', calendar }) : undefined}
                  />
                )
              })}
            </ul>
          </Panel>
        </PageBody>
      )}
      {calendars?.length === 0 && (
        <EmptyState icon={<IconCalendar size={22} />} title={t('calendars.none')} text={t('calendars.text')}>
          {add}
        </EmptyState>
      )}
      {!calendars && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!calendars && !error && <PageSkeleton />}
      {asked?.what === 'add' && <AddCalendarDialog onClose={close} />}
      {asked?.what === 'edit' && <EditCalendarDialog calendar={asked.calendar} onClose={close} />}
      {asked?.what === 'delete' && (
        <DeleteCalendarDialog calendar={asked.calendar} uses={usesOf(asked.calendar.id)} onClose={close} />
      )}
    </>
  )
}

/** The schedules whose layers name it, and the rules of fairness. */
function useUses(): (id: string) => string[] {
  const { t } = useTranslation()
  const { data: schedules = [] } = useQuery(schedulesQuery)
  const { data: settings } = useQuery(settingsQuery)
  return (id) => [
    ...schedules
      .filter(({ layers }) =>
        layers.some(({ shifts_from, holidays }) => shifts_from === id || holidays?.calendars.includes(id)),
      )
      .map(({ name }) => name),
    ...(settings?.settings.on_call.holidays.includes(id) ? [t('calendars.fairness')] : []),
  ]
}
