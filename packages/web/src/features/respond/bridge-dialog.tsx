import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'

const EXAMPLE_LINK = 'https://meet.example.com/room'

/** The link to the call: set, replaced or removed. An empty field is the link that is set for its service, or for all. */
export function BridgeDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const set = useIncidentAction('bridge')
  const remove = useIncidentAction('bridge/remove')
  const [url, setUrl] = useState(incident.bridge ?? '')
  const wanted = url.trim()
  const submit = () =>
    set.mutate({ id: incident.id, body: wanted === '' ? {} : { url: wanted } }, { onSuccess: onClose })
  return (
    <FormDialog
      title={t('actions.set_bridge.title')}
      text={t('actions.set_bridge.text')}
      submitLabel={t('actions.set_bridge.submit')}
      onSubmit={submit}
      onClose={onClose}
      isPending={set.isPending}
      isReady={incident.bridge === null || wanted !== incident.bridge}
      error={set.error ?? remove.error}
    >
      <TextInput
        label={t('actions.set_bridge.label')}
        description={t('actions.set_bridge.empty')}
        placeholder={EXAMPLE_LINK}
        type="url"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
        data-autofocus
      />
      {incident.bridge !== null && (
        <div>
          <Button
            size="xs"
            variant="default"
            loading={remove.isPending}
            onClick={() => remove.mutate({ id: incident.id }, { onSuccess: onClose })}
          >
            {t('actions.set_bridge.remove')}
          </Button>
        </div>
      )}
    </FormDialog>
  )
}
