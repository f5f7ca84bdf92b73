import { Button, Modal, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../../api/api-error.ts'
import { ErrorState, LoadingState } from '../../../ui/page-states.tsx'
import { Properties } from '../../../ui/panel.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatFull } from '../../../ui/time/wall-clock.ts'
import { instantOfLocalTime, localTimeOf } from '../../../ui/time/zone-time.ts'
import { useOpener } from '../../../ui/use-opener.ts'
import styles from './schedule-question.module.css'
import { whyQuery } from './schedules.query.ts'
import { Tones } from './timeline/tones.tsx'
import type { TimelineState } from './use-timeline-view.ts'
import { useWhy, useWhyRows } from './why-rows.tsx'

/** “Who was on call on 3 March at 02:30, and why?”, of the past and of what is to come. The answer has an address of its own. */
export function ScheduleQuestion({ schedule, state }: { schedule: string; state: TimelineState }) {
  const { t } = useTranslation()
  const { zone, now, asked, ask } = state
  const [text, setText] = useState<string>()
  const shown = text ?? localTimeOf(asked ?? now, zone)
  const atMs = instantOfLocalTime(shown, zone)
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (atMs !== undefined) ask(atMs)
      }}
    >
      <TextInput
        type="datetime-local"
        size="xs"
        label={t('scheduleShift.question', { zone })}
        value={shown}
        onChange={(event) => setText(event.currentTarget.value)}
        required
      />
      <Button type="submit" size="xs" variant="default" disabled={atMs === undefined}>
        {t('scheduleShift.ask')}
      </Button>
      {asked !== undefined && <WhyDialog schedule={schedule} zone={zone} atMs={asked} onClose={() => ask(undefined)} />}
    </form>
  )
}

function WhyDialog({
  schedule,
  zone,
  atMs,
  onClose,
}: {
  schedule: string
  zone: string
  atMs: number
  onClose: () => void
}) {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone }
  const whyOf = useWhy()
  const rowsOf = useWhyRows(zone)
  const { data: why, error } = useQuery(whyQuery(schedule, atMs))
  useOpener()
  const people = why?.people ?? []
  const isUnknown = error instanceof ApiError && error.code === 'not_found'
  return (
    <Modal
      opened
      onClose={onClose}
      title={formatFull(atMs, reader)}
      size={460}
      yOffset="12vh"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {!why && !error && <LoadingState />}
      {isUnknown && <p role="alert">{t('scheduleShift.unknownThen')}</p>}
      {error && !isUnknown && <ErrorState error={error} />}
      {why && (
        <Tones>
          <Properties
            rows={[
              ...people.map((person) => ({ name: person.user.name, value: whyOf(person, person.user.name) })),
              { name: t('schedule.nobody'), value: people.length === 0 ? t('scheduleShift.nobodyThen') : null },
              ...rowsOf(why),
            ]}
          />
        </Tones>
      )}
    </Modal>
  )
}
