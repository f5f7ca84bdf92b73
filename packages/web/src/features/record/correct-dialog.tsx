import '../../messages/amending-texts.ts'
import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { type IncidentDetail, STAGES, type Stage } from '../../api/types.ts'
import { editIncident, useIncidentEdit } from '../../api/use-incident-edit.ts'
import { whenDone } from '../../api/when-done.ts'
import { now } from '../../ports/clock.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { EditDialog } from '../../ui/edit-dialog.tsx'
import { notifyUndoable } from '../../ui/notify.ts'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull, formatZone } from '../../ui/time/wall-clock.ts'
import { instantOfLocalTime, localSecondOf } from '../../ui/time/zone-time.ts'

const secondMs = 1_000

function instantOf(incident: IncidentDetail, stage: Stage): string {
  return incident[`${stage}_at`] ?? incident.recorded_at
}

/** A time that was recorded wrong, with how somebody knows better. `about` names the one whose clock was pressed. */
export function CorrectDialog({ incident, onClose, about }: ActionDialogProps) {
  const { t } = useTranslation()
  const reader = useReader()
  const correct = useIncidentEdit('correct')
  const [base, setBase] = useState(incident)
  const reached = STAGES.filter((each) => base[`${each}_at`] !== null)
  const [stage, setStage] = useState<Stage>(reached.find((each) => each === about) ?? 'occurred')
  const recordedMs = Date.parse(instantOf(base, stage))
  const [local, setLocal] = useState(() => localSecondOf(recordedMs, reader.zone))
  const [reason, setReason] = useState('')
  const toMs = instantOfLocalTime(local, reader.zone)
  const problems = fieldProblems(correct.error)
  const isFuture = toMs !== undefined && toMs > now()
  const isSame = toMs === Math.floor(recordedMs / secondMs) * secondMs
  const turnTo = (next: Stage, of: IncidentDetail) => {
    setStage(next)
    setLocal(localSecondOf(Date.parse(instantOf(of, next)), reader.zone))
  }
  const submit = (isForced: boolean) => {
    if (toMs === undefined) return
    const fields = [`${stage}_at`] as const
    const body = { stage, to: new Date(toMs).toISOString(), reason: reason.trim() }
    const words = { stage: t(`stage.${stage}`), id: base.id }
    whenDone(correct.mutateAsync({ base, isForced, fields, body }), {
      onSuccess: ({ incident: corrected }) => {
        onClose()
        const former = { stage, to: instantOf(base, stage), reason: t('amending.correct.undoReason') }
        notifyUndoable({
          message: t('amending.correct.done', words),
          undo: () => editIncident('correct', { base: corrected, fields, body: former }),
          undone: t('amending.correct.undone', words),
        })
      },
    })
  }
  return (
    <EditDialog
      title={t('amending.correct.title')}
      submitLabel={t('amending.correct.submit')}
      onSubmit={() => submit(false)}
      onClose={onClose}
      isPending={correct.isPending}
      isReady={toMs !== undefined && !isFuture && !isSame && reason.trim() !== ''}
      error={correct.error}
      onTakeNewest={() =>
        whenDone(correct.readNewest(base.id), {
          onSuccess: (newest) => {
            setBase(newest)
            turnTo(stage, newest)
            correct.reset()
          },
        })
      }
      onOverwrite={() => submit(true)}
    >
      <NativeSelect
        label={t('amending.correct.stage')}
        description={t('amending.correct.text')}
        value={stage}
        data={reached.map((value) => ({ value, label: t(`stage.${value}`) }))}
        onChange={(event) => turnTo(reached.find((each) => each === event.currentTarget.value) ?? stage, base)}
        error={problems.stage}
      />
      <TextInput
        type="datetime-local"
        step={1}
        label={t('amending.correct.to', { zone: formatZone(toMs ?? recordedMs, reader) })}
        description={t('amending.correct.was', { time: formatFull(recordedMs, reader) })}
        value={local}
        onChange={(event) => setLocal(event.currentTarget.value)}
        error={timeProblem()}
        required
        data-autofocus
      />
      <Textarea
        label={t('amending.correct.reason')}
        placeholder={t('amending.correct.reasonExample')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={problems.reason}
        autosize
        minRows={2}
        maxRows={6}
        required
      />
    </EditDialog>
  )

  function timeProblem(): string | undefined {
    if (toMs === undefined) return t('amending.correct.missing')
    return isFuture ? t('amending.correct.future') : problems.to
  }
}
