import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import type { Service } from '../../api/types.ts'
import { EditDialog } from '../../ui/edit-dialog.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { suggestId } from '../../ui/suggest-id.ts'
import { draftOf, EMPTY_SERVICE, formOf, ServiceFields } from './service-fields.tsx'
import { formOfService, serviceQuery, useCreateService, useReplaceService } from './services.query.ts'

/** A new service; its id comes out of its name. */
export function AddServiceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const create = useCreateService()
  const [draft, setDraft] = useState(EMPTY_SERVICE)
  const id = suggestId(draft.name)
  return (
    <FormDialog
      title={t('services.addTitle')}
      submitLabel={t('services.add')}
      onSubmit={() => create.mutate(formOf(id, draft, true), { onSuccess: onClose })}
      onClose={onClose}
      isPending={create.isPending}
      isReady={id !== ''}
      error={create.error}
    >
      <ServiceFields
        id={id}
        draft={draft}
        onChange={(changed) => setDraft({ ...draft, ...changed })}
        problems={fieldProblems(create.error)}
      />
    </FormDialog>
  )
}

/** Changes a service in the version that was read when the dialog opened. */
export function EditServiceDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const replace = useReplaceService()
  const [base, setBase] = useState(service)
  const [draft, setDraft] = useState(() => draftOf(formOfService(service)))
  const save = (version: number) =>
    replace.mutate({ form: formOf(base.id, draft, base.active), version }, { onSuccess: onClose })
  const newest = () => client.fetchQuery({ ...serviceQuery(base.id), staleTime: 0 })
  return (
    <EditDialog
      title={t('service.editTitle', { name: base.name })}
      submitLabel={t('common.save')}
      onSubmit={() => save(base.version)}
      onClose={onClose}
      isPending={replace.isPending}
      isReady={draft.name.trim() !== ''}
      error={replace.error}
      onTakeNewest={() =>
        void newest().then((now) => {
          setBase(now)
          setDraft(draftOf(formOfService(now)))
          replace.reset()
        })
      }
      onOverwrite={() => void newest().then(({ version }) => save(version))}
    >
      <ServiceFields
        id={base.id}
        draft={draft}
        onChange={(changed) => setDraft({ ...draft, ...changed })}
        problems={fieldProblems(replace.error)}
      />
    </EditDialog>
  )
}
