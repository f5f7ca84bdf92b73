import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, fieldProblems } from '../../../api/api-error.ts'
import { whenDone } from '../../../api/when-done.ts'
import { BackLink } from '../../../ui/back-link.tsx'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { FormError } from '../../../ui/form-error.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { OwnedByFileNote } from '../../../ui/owned-by-file.tsx'
import { PageBody, PageHeader } from '../../../ui/page-header.tsx'
import { ErrorState, LoadingState } from '../../../ui/page-states.tsx'
import { suggestId } from '../../../ui/suggest-id.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { usePermission } from '../../people/session.query.ts'
import { BacktestPanel } from './backtest-panel.tsx'
import { bodyOfDraft, draftOf, newDraft, type RuleDraft, triedOf } from './rule-draft.ts'
import { RuleFields } from './rule-fields.tsx'
import styles from './rule-page.module.css'
import { RuleTester } from './rule-tester.tsx'
import { type EventRule, eventRuleQuery, useCreateRule, useDeleteRule, useReplaceRule } from './rules.query.ts'
import { useRuleTest } from './use-rule-test.ts'
import './rule-texts.ts'

export function NewRulePage() {
  const { zone } = useReader()
  return <RuleEditor initial={newDraft(zone)} />
}

/** The rule on one side, what it makes of a real alert on the other, while it is being written. */
export function RulePage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/alerts/rules/$id' })
  const { data: rule, error, refetch } = useQuery({ ...eventRuleQuery(id), refetchOnWindowFocus: false })
  if (rule) return <RuleEditor key={rule.id} rule={rule} initial={draftOf(rule)} />
  return (
    <>
      <PageHeader title={t('eventRule.one')} />
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState />}
    </>
  )
}

function RuleEditor({ rule, initial }: { rule?: EventRule; initial: RuleDraft }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write')
  const [draft, setDraft] = useState(initial)
  const isFile = rule?.owned_by === 'file'
  const id = rule?.id ?? (draft.id || suggestId(draft.name))
  const tried = triedOf({ ...draft, id })
  const test = useRuleTest(tried)
  const saving = useSaving(rule, draft, id)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(initial)
  const isReadOnly = !mayWrite || isFile
  const problems = { ...fieldProblems(saving.error) }
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/alerts/rules" label={t('eventRule.back')} />
            <span className={styles.title}>{rule ? rule.name : t('eventRule.newTitle')}</span>
          </>
        }
      >
        {!isReadOnly && (
          <>
            {rule && <DeleteRule rule={rule} />}
            <Button size="xs" loading={saving.isPending} disabled={!isChanged || id === ''} onClick={saving.save}>
              {t('common.save')}
            </Button>
          </>
        )}
      </PageHeader>
      <PageBody>
        {rule && <OwnedByFileNote owner={rule.owned_by} />}
        {!mayWrite && <p className={styles.note}>{t('eventRule.mayNot')}</p>}
        <SaveProblem error={saving.error} onOverwrite={saving.saveOver} />
        <div className={styles.columns}>
          <RuleFields
            draft={draft}
            id={id}
            isNew={rule === undefined}
            onChange={(changed) => setDraft((before) => ({ ...before, ...changed }))}
            errors={test.data?.errors ?? []}
            problems={problems}
          />
          <RuleTester test={test} ruleId={tried.id} />
        </div>
        {mayWrite && <BacktestPanel changes={{ put: [tried], drop: [] }} />}
      </PageBody>
    </>
  )
}

function useSaving(rule: EventRule | undefined, draft: RuleDraft, id: string) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const create = useCreateRule()
  const replace = useReplaceRule()
  const onSuccess = () => {
    notifyDone(t('eventRule.saved'))
    void navigate({ to: '/alerts/rules' })
  }
  const body = bodyOfDraft(draft)
  const saveAs = (version: number) => whenDone(replace.mutateAsync({ id, body, version }), { onSuccess })
  return {
    error: create.error ?? replace.error,
    isPending: create.isPending || replace.isPending,
    save: () => (rule ? saveAs(rule.version) : whenDone(create.mutateAsync({ ...body, id }), { onSuccess })),
    /** Our words go over theirs. */
    saveOver: () =>
      void client.fetchQuery({ ...eventRuleQuery(id), staleTime: 0 }).then(({ version }) => saveAs(version)),
  }
}

function SaveProblem({ error, onOverwrite }: { error: unknown; onOverwrite: () => void }) {
  const { t } = useTranslation()
  if (!error) return null
  const code = error instanceof ApiError ? error.code : ''
  if (code !== 'version_conflict' && code !== 'invalid_request') return <FormError error={error} />
  const isConflict = code === 'version_conflict'
  return (
    <div className={styles.problem} role="alert">
      <span>{t(isConflict ? 'eventRule.conflict' : 'eventRule.refused')}</span>
      {isConflict && (
        <Button size="compact-xs" variant="default" onClick={onOverwrite}>
          {t('eventRule.saveOver')}
        </Button>
      )}
    </div>
  )
}

function DeleteRule({ rule }: { rule: EventRule }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const remove = useDeleteRule()
  return (
    <ConfirmButton
      size="xs"
      label={t('eventRule.delete')}
      question={t('eventRule.deleteQuestion')}
      loading={remove.isPending}
      onConfirm={() =>
        whenDone(remove.mutateAsync(rule.id), {
          onSuccess: () => {
            notifyDone(t('eventRule.deleted', { name: rule.name }))
            void navigate({ to: '/alerts/rules' })
          },
        })
      }
    />
  )
}
