import { NativeSelect, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatZone } from '../../ui/time/wall-clock.ts'
import { instantOfLocalTime } from '../../ui/time/zone-time.ts'

const needs = ['L2', 'L3', 'vendor', 'management'] as const

/** How it goes: the ladder's criteria are asked again, and whoever is needed is called at once. */
export function ProgressDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const reader = useReader()
  const action = useIncidentAction('progress')
  const [expected, setExpected] = useState('')
  const [cause, setCause] = useState('')
  const [need, setNeed] = useState('')
  const [isGrowing, setIsGrowing] = useState(false)
  const expectedAt = expected === '' ? undefined : instantOfLocalTime(expected, reader.zone)
  const body = {
    ...(expectedAt !== undefined && { expected_at: new Date(expectedAt).toISOString() }),
    ...(cause.trim() !== '' && { cause: cause.trim() }),
    ...(need !== '' && { needs: need }),
    ...(isGrowing && { is_impact_growing: true }),
  }
  return (
    <FormDialog
      title={t('actions.report_progress.title')}
      text={t('actions.report_progress.text')}
      submitLabel={t('actions.report_progress.submit')}
      onSubmit={() => action.mutate({ id: incident.id, body }, { onSuccess: onClose })}
      onClose={onClose}
      isPending={action.isPending}
      isReady={Object.keys(body).length > 0}
      error={action.error}
    >
      <Stack gap={12}>
        <TextInput
          type="datetime-local"
          label={t('actions.report_progress.expected', { zone: formatZone(expectedAt ?? 0, reader) })}
          value={expected}
          onChange={(event) => setExpected(event.currentTarget.value)}
          data-autofocus
        />
        <Textarea
          label={t('actions.report_progress.cause')}
          autosize
          minRows={2}
          value={cause}
          onChange={(event) => setCause(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('actions.report_progress.needs')}
          value={need}
          data={[
            { value: '', label: t('actions.report_progress.nobody') },
            ...needs.map((value) => ({
              value,
              label: value === 'vendor' ? t('actions.report_progress.vendor') : t(`level.${value}`),
            })),
          ]}
          onChange={(event) => setNeed(event.currentTarget.value)}
        />
        <Switch
          label={t('actions.report_progress.growing')}
          checked={isGrowing}
          onChange={(event) => setIsGrowing(event.currentTarget.checked)}
        />
      </Stack>
    </FormDialog>
  )
}
