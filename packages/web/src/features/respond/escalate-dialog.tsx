import { Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isQueued, useIncidentAction } from '../../api/use-incident-action.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'

/** Pages the next step now, or the one that is chosen. */
export function EscalateDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const escalate = useIncidentAction('escalate')
  const rungs = incident.escalation?.ladder ?? []
  const next = rungs.find(({ state }) => state !== 'fired') ?? rungs.at(-1)
  const [step, setStep] = useState<string | null>(next ? String(next.step) : null)
  return (
    <FormDialog
      title={t('actions.escalate.title')}
      text={t('actions.escalate.text')}
      submitLabel={t('actions.escalate.submit')}
      onSubmit={() =>
        escalate.mutate(
          { id: incident.id, body: step === null ? {} : { step: Number(step) } },
          { onSuccess: onClose, onError: (error) => isQueued(error) && onClose() },
        )
      }
      onClose={onClose}
      isPending={escalate.isPending}
      error={escalate.error}
    >
      {rungs.length > 0 && (
        <Radio.Group value={step} onChange={setStep} label={t('actions.escalate.which')}>
          <Stack gap={8} mt={6}>
            {rungs.map((rung) => (
              <Radio
                key={rung.step}
                value={String(rung.step)}
                label={t('actions.escalate.step', {
                  step: rung.step + 1,
                  names: rung.targets.map(({ name }) => name).join(', '),
                })}
                description={rung.state === 'fired' ? t('actions.escalate.again') : undefined}
                data-autofocus={String(rung.step) === step || undefined}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
    </FormDialog>
  )
}
