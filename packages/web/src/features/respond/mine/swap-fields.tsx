import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useReader } from '../../../ui/time/reader.ts'
import { useNow } from '../../../ui/time/use-now.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { ownShifts } from '../calendar.ts'
import { shiftsQuery } from '../on-call.query.ts'
import { OnePerson } from '../schedules/people-select.tsx'
import type { RequestBody } from './my-on-call.query.ts'

const DAY_MS = 86_400_000
/** Two months are what the server tells at once. */
const AHEAD_DAYS = 60

/** Whom to swap with, and the shift of theirs that one takes in return. */
export interface SwapDraft {
  partner: string | null
  takes: NonNullable<RequestBody['takes']> | null
}

export function SwapFields({
  draft: { partner, takes },
  own,
  problems,
  onChange,
}: {
  draft: SwapDraft
  own: string | undefined
  problems: Record<string, string>
  onChange: (draft: SwapDraft) => void
}) {
  const { t } = useTranslation()
  const shifts = useShiftsOf(partner)
  const askedProblem = Object.entries(problems).find(([field]) => field.startsWith('asked'))?.[1]
  const takesProblem = Object.entries(problems).find(([field]) => field.startsWith('takes'))?.[1]
  const isFree = partner !== null && shifts?.length === 0
  return (
    <>
      <OnePerson
        label={t('myOnCall.swapWith')}
        value={partner}
        without={own}
        error={askedProblem}
        onChange={(id) => onChange({ partner: id, takes: null })}
      />
      <Select
        label={t('myOnCall.swapFor')}
        description={isFree ? t('myOnCall.swapNone', { count: AHEAD_DAYS }) : t('myOnCall.swapForText')}
        placeholder={t(partner === null ? 'myOnCall.swapFirstWho' : 'myOnCall.swapChoose')}
        value={takes && keyOf(takes)}
        data={(shifts ?? []).map(({ span, label }) => ({ value: keyOf(span), label }))}
        onChange={(key) => onChange({ partner, takes: shifts?.find(({ span }) => keyOf(span) === key)?.span ?? null })}
        error={takesProblem}
        disabled={partner === null || isFree}
        allowDeselect={false}
      />
    </>
  )
}

function keyOf({ schedule, starts_at, ends_at }: NonNullable<SwapDraft['takes']>): string {
  return [schedule, starts_at, ends_at].join(' ')
}

/** The coming shifts of somebody, whole ones; undefined until they are known. */
function useShiftsOf(user: string | null) {
  const { t } = useTranslation()
  const reader = useReader()
  const now = useNow('quarter_minute')
  const fromMs = Math.floor(now / DAY_MS) * DAY_MS
  const toMs = fromMs + AHEAD_DAYS * DAY_MS
  const { data, isPlaceholderData } = useQuery({
    ...shiftsQuery({ fromMs, toMs, user: user ?? '' }),
    enabled: user !== null,
  })
  if (!data || isPlaceholderData) return undefined
  return ownShifts(data, toMs).flatMap(({ schedule, startMs, endMs }) => {
    if (startMs <= now || endMs === null) return []
    const [starts_at, ends_at] = [new Date(startMs).toISOString(), new Date(endMs).toISOString()]
    const span = t('myOnCall.span', { from: formatMoment(startMs, reader), to: formatMoment(endMs, reader) })
    return [{ span: { schedule: schedule.id, starts_at, ends_at }, label: `${schedule.name} · ${span}` }]
  })
}
