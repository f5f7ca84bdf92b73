import { Button } from '@mantine/core'
import IconStairs from '@tabler/icons-react/dist/esm/icons/IconStairs.mjs'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import type { Policy } from '../../api/types.ts'
import { EditDialog } from '../../ui/edit-dialog.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { suggestId } from '../../ui/suggest-id.ts'
import { teamsQuery } from '../lake/services.query.ts'
import {
  bodyOfPolicy,
  policyQuery,
  reachQuery,
  schedulesQuery,
  useCreatePolicy,
  useReplacePolicy,
} from './policies.query.ts'
import { bodyOfDraft, draftOfPolicy, EMPTY_POLICY, isWhole, type LadderChoices, ladderSteps } from './policy-draft.ts'
import styles from './policy-fields.module.css'
import { PolicyFields } from './policy-fields.tsx'

export function AddPolicyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const create = useCreatePolicy()
  const [draft, setDraft] = useState(EMPTY_POLICY)
  const id = suggestId(draft.name)
  return (
    <FormDialog
      title={t('policy.addTitle')}
      submitLabel={t('policy.add')}
      onSubmit={() =>
        create.mutate(
          { id, ...bodyOfDraft(draft) },
          { onSuccess: () => void navigate({ to: '/on-call/policies/$id', params: { id } }) },
        )
      }
      onClose={onClose}
      isPending={create.isPending}
      isReady={isWhole(draft) && id !== ''}
      error={create.error}
    >
      <FromLadder
        onTake={(choices) => setDraft({ ...draft, steps: ladderSteps(choices), rest: { criteria: 'standard' } })}
      />
      <PolicyFields
        draft={draft}
        onChange={(changed) => setDraft({ ...draft, ...changed })}
        problems={fieldProblems(create.error)}
      />
    </FormDialog>
  )
}

/** One press instead of four steps. */
function FromLadder({ onTake }: { onTake: (choices: LadderChoices) => void }) {
  const { t } = useTranslation()
  const { data: schedules } = useQuery(schedulesQuery)
  const { data: teams } = useQuery(teamsQuery)
  return (
    <div className={styles.fromLadder}>
      <Button
        variant="light"
        size="xs"
        leftSection={<IconStairs size={15} />}
        disabled={!schedules || !teams}
        onClick={() => onTake({ schedules: schedules ?? [], teams: teams ?? [] })}
      >
        {t('policy.fromLadder')}
      </Button>
      <p>{t('policy.fromLadderText')}</p>
    </div>
  )
}

/** Changes a policy in the version that was read when the dialog opened. What runs already keeps the steps that it began with. */
export function EditPolicyDialog({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const replace = useReplacePolicy()
  const [base, setBase] = useState(policy)
  const [draft, setDraft] = useState(() => draftOfPolicy(bodyOfPolicy(policy)))
  const save = (version: number) =>
    replace.mutate({ id: base.id, body: bodyOfDraft(draft), version }, { onSuccess: onClose })
  const newest = () => client.fetchQuery({ ...policyQuery(base.id), staleTime: 0 })
  return (
    <EditDialog
      title={t('policy.editTitle', { name: base.name })}
      submitLabel={t('common.save')}
      onSubmit={() => save(base.version)}
      onClose={onClose}
      isPending={replace.isPending}
      isReady={isWhole(draft)}
      error={replace.error}
      onTakeNewest={() =>
        void newest().then((now) => {
          setBase(now)
          setDraft(draftOfPolicy(bodyOfPolicy(now)))
          replace.reset()
        })
      }
      onOverwrite={() => void newest().then(({ version }) => save(version))}
    >
      <Reach policy={base.id} />
      <PolicyFields
        draft={draft}
        onChange={(changed) => setDraft({ ...draft, ...changed })}
        problems={fieldProblems(replace.error)}
      />
    </EditDialog>
  )
}

/** Whom the edit touches, before it is made. */
function Reach({ policy }: { policy: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(reachQuery(policy))
  if (!data) return null
  const { services, running } = data
  return (
    <p>
      {t('policy.reachServices', { count: services.length, names: services.map(({ name }) => name).join(', ') })}{' '}
      {t('policy.reach', { count: running.length, names: running.map(({ id }) => id).join(', ') })}
    </p>
  )
}
