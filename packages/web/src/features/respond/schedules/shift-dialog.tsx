import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Properties } from '../../../ui/panel.tsx'
import { formatLength } from '../../../ui/time/elapsed.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { useOpener } from '../../../ui/use-opener.ts'
import { sessionQuery, usePermission } from '../../people/session.query.ts'
import type { OverrideQuestion } from './override-dialog.tsx'
import { comingOf } from './override-draft.ts'
import styles from './schedule-dialogs.module.css'
import { finalQuery, type ShownOverride, type ShownTemporary, whyQuery } from './schedules.query.ts'
import { restOf } from './temporary-draft.ts'
import { type Piece, piecesOf, type Span } from './timeline/pieces.ts'
import { type Picked, spanOf, useOverrideWords } from './timeline/timeline-lanes.tsx'
import { Tones } from './timeline/tones.tsx'
import { useOverriding, useTemporary } from './use-overriding.ts'
import { useWhy, useWhyRows } from './why-rows.tsx'

interface DialogProps {
  schedule: { id: string; name: string }
  zone: string
  /** That is in sight. */
  window: Span
  now: number
  onClose: () => void
}

/** What a bar stands for, why, and what can be done about it. */
export function ShiftDialog({
  picked,
  overrides,
  onOverride,
  ...rest
}: DialogProps & {
  picked: Exclude<Picked, { kind: 'block' }>
  overrides: readonly ShownOverride[]
  onOverride: (question: OverrideQuestion) => void
}) {
  if (picked.kind === 'override') return <OverrideDetails override={picked.override} {...rest} />
  if (picked.kind === 'temporary') return <TemporaryDetails temporary={picked.temporary} {...rest} />
  return <PieceDetails picked={picked} overrides={overrides} onOverride={onOverride} {...rest} />
}

function Dialog({
  title,
  span,
  zone,
  onClose,
  rows,
  children,
}: {
  title: string
  span: Span
  zone: string
  onClose: () => void
  rows: { name: string; value: ReactNode }[]
  children: ReactNode
}) {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone }
  useOpener()
  const when = `${formatMoment(span.startMs, reader)} – ${formatMoment(span.endMs, reader)}`
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={460}
      yOffset="12vh"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Tones>
        <Properties
          rows={[
            { name: t('scheduleShift.when'), value: when },
            { name: t('scheduleShift.length'), value: formatLength(span.endMs - span.startMs, reader.locale) },
            ...rows,
          ]}
        />
      </Tones>
      <div className={styles.buttons}>{children}</div>
    </Modal>
  )
}

function PieceDetails({
  picked,
  overrides,
  onOverride,
  ...rest
}: DialogProps & {
  picked: Extract<Picked, { kind: 'piece' }>
  overrides: readonly ShownOverride[]
  onOverride: (question: OverrideQuestion) => void
}) {
  const { schedule, zone, window, now, onClose } = rest
  const { lane, isAnswer } = picked
  const { piece, isWhole } = useWholePiece(schedule.id, picked, window)
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const mayOverride = usePermission('schedule.override')
  const { make, takeBack, isPending } = useOverriding(schedule.id)
  const whyOf = useWhy()
  const rowsOf = useWhyRows(zone)
  // Of a bar that begins out of sight, what holds where it is seen.
  const shown = Math.max(picked.piece.startMs, window.startMs)
  const { data: why } = useQuery({ ...whyQuery(schedule.id, shown), enabled: isAnswer })
  const { people, cause } = piece
  const me = session?.user
  const coming = comingOf(piece, now)
  const [only, ...others] = people
  const single = others.length === 0 ? only?.user.id : undefined
  const isMine = people.some(({ user }) => user.id === me?.id)
  const canOverride = isAnswer && isWhole && mayOverride && coming !== undefined && cause !== 'temporary'
  const made = overrides.filter(({ id }) => people.some(({ override }) => override === id))
  const take = () => {
    if (!coming || !me) return
    const span = { starts_at: new Date(coming.startMs).toISOString(), ends_at: new Date(coming.endMs).toISOString() }
    const body = { mode: 'replace' as const, ...span, add: me.id, ...(single !== undefined && { remove: single }) }
    make(body, onClose, t('scheduleShift.taken'))
  }
  return (
    <Dialog
      title={people.length === 0 ? t('schedule.nobody') : people.map(({ user }) => user.name).join(', ')}
      span={piece}
      zone={zone}
      onClose={onClose}
      rows={[
        ...people.map((person) => ({
          name: others.length === 0 ? t('scheduleShift.why') : person.user.name,
          value: whyOf(person, lane),
        })),
        { name: t('scheduleShift.why'), value: people.length === 0 ? t('scheduleShift.nobodyText') : null },
        ...(why ? rowsOf(why) : []),
      ]}
    >
      {canOverride && people.length > 0 && cause === 'layer' && (
        <Button variant="default" onClick={() => onOverride({ span: coming, more: { remove: single ?? null } })}>
          {t('scheduleShift.give')}
        </Button>
      )}
      {canOverride && people.length === 0 && (
        <Button
          variant="default"
          onClick={() => onOverride({ span: coming, more: { mode: 'add', add: me?.id ?? null } })}
        >
          {t('scheduleTimeline.gapCover')}
        </Button>
      )}
      {canOverride && cause === 'layer' && people.length > 0 && !isMine && (
        <Button loading={isPending} onClick={take}>
          {t('scheduleShift.take')}
        </Button>
      )}
      {mayOverride &&
        made
          .filter((override) => spanOf(override).endMs > now)
          .map((override) => (
            <Button
              key={override.id}
              color="red"
              variant="light"
              loading={isPending}
              onClick={() => takeBack(override, onClose)}
            >
              {t('scheduleOverride.delete')}
            </Button>
          ))}
    </Dialog>
  )
}

/** Longer than any usual shift. */
const BEYOND_MS = 40 * 86_400_000

/** A piece at the edge of the window goes on beyond it: who takes a shift takes all of it. */
function useWholePiece(
  schedule: string,
  { piece, isAnswer }: Extract<Picked, { kind: 'piece' }>,
  window: Span,
): { piece: Piece; isWhole: boolean } {
  const isCut = isAnswer && (piece.startMs <= window.startMs || piece.endMs >= window.endMs)
  const around = { fromMs: piece.startMs - BEYOND_MS, toMs: piece.endMs + BEYOND_MS }
  const { data } = useQuery({ ...finalQuery(schedule, around), enabled: isCut })
  const pieces = data ? piecesOf(data, { startMs: around.fromMs, endMs: around.toMs }) : []
  const whole = pieces.find(({ startMs, endMs }) => startMs <= piece.startMs && piece.endMs <= endMs)
  return { piece: whole ?? piece, isWhole: !isCut || data !== undefined }
}

function OverrideDetails({ override, ...rest }: DialogProps & { override: ShownOverride }) {
  const { schedule, zone, now, onClose } = rest
  const { t } = useTranslation()
  const wordsOf = useOverrideWords()
  const mayOverride = usePermission('schedule.override')
  const { takeBack, isPending } = useOverriding(schedule.id)
  const span = spanOf(override)
  return (
    <Dialog
      title={wordsOf(override)}
      span={span}
      zone={zone}
      onClose={onClose}
      rows={[{ name: t('scheduleOverride.mode'), value: t(`scheduleOverride.modeText.${override.mode}`) }]}
    >
      {mayOverride && span.endMs > now && (
        <Button color="red" variant="light" loading={isPending} onClick={() => takeBack(override, onClose)}>
          {t('scheduleOverride.delete')}
        </Button>
      )}
    </Dialog>
  )
}

function TemporaryDetails({ temporary, ...rest }: DialogProps & { temporary: ShownTemporary }) {
  const { schedule, zone, now, onClose } = rest
  const { t } = useTranslation()
  const reader = { ...useReader(), zone }
  const mayOverride = usePermission('schedule.override')
  const { takeBack, isPending } = useTemporary(schedule.id)
  const span = spanOf(temporary)
  return (
    <Dialog
      title={t('scheduleTimeline.temporaryOne')}
      span={span}
      zone={zone}
      onClose={onClose}
      rows={temporary.shifts.map((shift) => ({
        name: shift.people.map(({ name }) => name).join(', '),
        value: `${formatMoment(Date.parse(shift.starts_at), reader)} – ${formatMoment(Date.parse(shift.ends_at), reader)}`,
      }))}
    >
      {mayOverride && span.endMs > now && (
        <Button
          color="red"
          variant="light"
          loading={isPending}
          onClick={() => takeBack(temporary, restOf(temporary, now), onClose)}
        >
          {t('scheduleTemporary.delete')}
        </Button>
      )}
    </Dialog>
  )
}
