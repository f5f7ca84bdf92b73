import '../../messages/organisation-texts.ts'
import { Button } from '@mantine/core'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Policy } from '../../api/types.ts'
import { whenDone } from '../../api/when-done.ts'
import { servicesQuery } from '../../features/lake/services.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { CriteriaPanel } from '../../features/respond/criteria/criteria-panel.tsx'
import { DryRunPanel } from '../../features/respond/dry-run-panel.tsx'
import { onCallQuery } from '../../features/respond/on-call.query.ts'
import { policyQuery, useDeletePolicy } from '../../features/respond/policies.query.ts'
import { EditPolicyDialog } from '../../features/respond/policy-dialogs.tsx'
import { numbered, StepTargets } from '../../features/respond/step-targets.tsx'
import { BackLink } from '../../ui/back-link.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { notifyFailed } from '../../ui/notify.ts'
import { OwnedByFile } from '../../ui/owned-by-file.tsx'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState, useErrorWords } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { durationWords } from '../../ui/time/duration-words.ts'
import { useReader } from '../../ui/time/reader.ts'
import styles from './policy-page.module.css'

/** One policy as a ladder, with who stands on each step now, and the services that climb it. */
export function PolicyPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/on-call/policies/$id' })
  const { data: policy, error, refetch } = useQuery(policyQuery(id))
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/on-call/policies" label={t('policy.back')} />
            <span className={styles.title}>{policy?.name ?? id}</span>
            {policy && <OwnedByFile owner={policy.owned_by} />}
          </>
        }
      >
        {policy && <PolicyActions policy={policy} />}
      </PageHeader>
      {policy && <LoadedPolicy policy={policy} />}
      {!policy && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!policy && !error && <PageSkeleton />}
    </>
  )
}

function LoadedPolicy({ policy }: { policy: Policy }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { at } = useSearch({ from: '/frame/on-call/policies/$id' })
  const { data: onCall = [] } = useQuery(onCallQuery)
  const { data: services } = useQuery(servicesQuery)
  const used = services?.filter((service) => service.policy === policy.id)
  const words = (text: string) => durationWords(text, reader.locale)
  return (
    <PageBody>
      {policy.owned_by === 'file' && <p className={styles.note}>{t('common.ownedByFileText')}</p>}
      <div className={styles.columns}>
        <Panel title={t('policy.ladder')}>
          <ol className={styles.ladder}>
            {policy.steps.map(numbered).map(({ after, page, number }) => (
              <li key={number} className={styles.rung}>
                <span className={styles.number}>{number}</span>
                <div>
                  <p className={styles.when}>
                    {after === '0m' ? t('policy.atOnce') : t('policy.afterWords', { time: words(after) })}
                  </p>
                  <StepTargets targets={page} onCall={onCall} />
                  <StepTags step={policy.steps[number - 1]} />
                </div>
              </li>
            ))}
          </ol>
          <p className={styles.note}>
            {policy.repeat > 0
              ? t('policy.repeatsAfter', { count: policy.repeat, time: words(policy.repeat_after) })
              : t('policy.onceText')}{' '}
            {t('policy.exhaustedText')}
            {policy.low_urgency === 'hold' && ` ${t('policy.holds')}`}
            {policy.ack_timeout && ` ${t('policy.ackEnds', { time: words(policy.ack_timeout) })}`}
          </p>
        </Panel>
        <div className={styles.side}>
          <Panel title={t('policy.usedBy')} {...(used && { count: used.length })} isFlush={used?.length !== 0}>
            {used?.length === 0 && <p className={styles.note}>{t('policy.unusedText')}</p>}
            <ul className={styles.services}>
              {used?.map((service) => (
                <li key={service.id}>
                  <Link to="/services/$id" params={{ id: service.id }} className={styles.service}>
                    {service.name}
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      </div>
      <CriteriaPanel policy={policy} />
      <DryRunPanel key={at} policy={policy.id} asOf={at} />
    </PageBody>
  )
}

/** What a step asks for beside its people. */
function StepTags({ step }: { step: Policy['steps'][number] | undefined }) {
  const { t } = useTranslation()
  if (!step) return null
  const { level, round_robin, acknowledgements, people, only } = step
  return (
    <p className={styles.tags}>
      {level && <Tag>{t(`level.${level}`)}</Tag>}
      {round_robin && <Tag>{t('policy.turns')}</Tag>}
      {acknowledgements !== undefined && <Tag>{t('policy.acksNeeded', { count: acknowledgements })}</Tag>}
      {people && <Tag>{t(`policy.more.${people}`)}</Tag>}
      {only?.priority && <Tag>{only.priority.join(', ')}</Tag>}
      {only?.when !== undefined && <code>{only.when}</code>}
    </p>
  )
}

function PolicyActions({ policy }: { policy: Policy }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const mayWrite = usePermission('configuration.write')
  const drop = useDeletePolicy()
  const wordsOf = useErrorWords()
  const [isEditing, setIsEditing] = useState(false)
  if (!mayWrite || policy.owned_by === 'file') return null
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconPencil size={15} />} onClick={() => setIsEditing(true)}>
        {t('common.edit')}
      </Button>
      <ConfirmButton
        size="xs"
        label={t('common.delete')}
        question={t('common.reallyDelete')}
        loading={drop.isPending}
        onConfirm={() =>
          whenDone(drop.mutateAsync(policy.id), {
            onSuccess: () => void navigate({ to: '/on-call/policies' }),
            onError: (error) => notifyFailed(wordsOf(error)),
          })
        }
      />
      {isEditing && <EditPolicyDialog policy={policy} onClose={() => setIsEditing(false)} />}
    </>
  )
}
