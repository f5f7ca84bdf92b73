import { ActionIcon, Button, MultiSelect, NumberInput, TextInput } from '@mantine/core'
import IconArrowDown from '@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs'
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Tag } from '../../ui/tag.tsx'
import { policiesQuery, teamsQuery } from '../lake/services.query.ts'
import { peopleQuery } from '../people/people.query.ts'
import { schedulesQuery, vendorsQuery } from './policies.query.ts'
import { isLevel, moveStep, type PolicyDraft, type StepDraft, withStep } from './policy-draft.ts'
import styles from './policy-fields.module.css'
import { PolicyMore, StepMore } from './policy-more.tsx'

interface FieldsProps {
  draft: PolicyDraft
  onChange: (changed: Partial<PolicyDraft>) => void
  problems: Record<string, string>
}

/** Who is asked first, who after that, and how often all of it comes round again. */
export function PolicyFields({ draft, onChange, problems }: FieldsProps) {
  const { t } = useTranslation()
  const { steps } = draft
  const change = (index: number, changed: Partial<StepDraft>) =>
    onChange({ steps: steps.map((step, at) => (at === index ? { ...step, ...changed } : step)) })
  return (
    <>
      <TextInput
        label={t('policy.name')}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={problems.name ?? problems.id}
        required
        data-autofocus
      />
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <StepFields
            key={step.id}
            step={step}
            index={index}
            count={steps.length}
            onChange={(changed) => change(index, changed)}
            onMove={(by) => onChange({ steps: moveStep(steps, index, by) })}
            onRemove={() => onChange({ steps: steps.filter((_, at) => at !== index) })}
            problems={problems}
          />
        ))}
      </ol>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange({ steps: withStep(steps) })}
      >
        {t('policy.addStep')}
      </Button>
      <div className={styles.repeat}>
        <NumberInput
          label={t('policy.repeat')}
          description={t('policy.repeatText')}
          value={draft.repeat}
          onChange={(repeat) => onChange({ repeat: Number(repeat) || 0 })}
          min={0}
          max={9}
          error={problems.repeat}
        />
        {draft.repeat > 0 && (
          <TextInput
            label={t('policy.repeatAfter')}
            description={t('policy.durationText')}
            value={draft.repeatAfter}
            onChange={(event) => onChange({ repeatAfter: event.currentTarget.value })}
            error={problems.repeat_after}
          />
        )}
      </div>
      <PolicyMore rest={draft.rest} onChange={(rest) => onChange({ rest })} problems={problems} />
    </>
  )
}

function StepFields({
  step,
  index,
  count,
  onChange,
  onMove,
  onRemove,
  problems,
}: {
  step: StepDraft
  index: number
  count: number
  onChange: (changed: Partial<StepDraft>) => void
  onMove: (by: 1 | -1) => void
  onRemove: () => void
  problems: Record<string, string>
}) {
  const { t } = useTranslation()
  const choices = useTargetChoices(step.targets)
  const problem = Object.entries(problems).find(([field]) => field.startsWith(`steps.${index}.page`))?.[1]
  return (
    <li className={styles.step}>
      <div className={styles.head}>
        <span className={styles.number}>
          {t('policy.step', { number: index + 1 })}
          {step.rest.level !== undefined && <Tag>{t(`level.${step.rest.level}`)}</Tag>}
        </span>
        <span className={styles.moves}>
          <Move
            label={t('policy.up')}
            isOff={index === 0}
            onClick={() => onMove(-1)}
            icon={<IconArrowUp size={14} />}
          />
          <Move
            label={t('policy.down')}
            isOff={index === count - 1}
            onClick={() => onMove(1)}
            icon={<IconArrowDown size={14} />}
          />
          <Move label={t('policy.removeStep')} isOff={count === 1} onClick={onRemove} icon={<IconTrash size={14} />} />
        </span>
      </div>
      <div className={styles.fields}>
        <TextInput
          label={t(index === 0 ? 'policy.afterOpening' : 'policy.afterStep')}
          value={step.after}
          onChange={(event) => onChange({ after: event.currentTarget.value })}
          error={problems[`steps.${index}.after`]}
        />
        <MultiSelect
          label={t('policy.whom')}
          placeholder={step.targets.length === 0 ? t('policy.whomText') : ''}
          description={step.targets.length === 0 && isLevel(step) ? t('policy.emptyLevel') : undefined}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={step.targets}
          data={choices}
          onChange={(targets) => onChange({ targets })}
          error={problem}
          searchable
          hidePickedOptions
        />
      </div>
      <StepMore rest={step.rest} onChange={(rest) => onChange({ rest })} index={index} problems={problems} />
    </li>
  )
}

function Move({
  label,
  isOff,
  onClick,
  icon,
}: {
  label: string
  isOff: boolean
  onClick: () => void
  icon: ReactNode
}) {
  return (
    <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} disabled={isOff} onClick={onClick}>
      {icon}
    </ActionIcon>
  )
}

/** Channels stand there when the step has them: they are written in the configuration file or by the API. */
function useTargetChoices(chosen: readonly string[]) {
  const { t } = useTranslation()
  const { data: schedules = [] } = useQuery(schedulesQuery)
  const { data: people = [] } = useQuery(peopleQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: policies = [] } = useQuery(policiesQuery)
  const { data: vendors = [] } = useQuery(vendorsQuery)
  const channels = chosen.filter((key) => key.startsWith('channel '))
  return [
    {
      group: t('policy.kind.schedule'),
      items: schedules.map(({ id, name }) => ({ value: `schedule ${id}`, label: name })),
    },
    {
      group: t('policy.kind.user'),
      items: people.filter(({ is_active }) => is_active).map(({ id, name }) => ({ value: `user ${id}`, label: name })),
    },
    { group: t('policy.kind.team'), items: teams.map(({ id, name }) => ({ value: `team ${id}`, label: name })) },
    {
      group: t('policy.kind.scheduleNext'),
      items: schedules.map(({ id, name }) => ({
        value: `schedule_next ${id}`,
        label: t('policy.withNext', { name }),
      })),
    },
    { group: t('policy.kind.vendor'), items: vendors.map(({ id, name }) => ({ value: `vendor ${id}`, label: name })) },
    { group: t('policy.kind.policy'), items: policies.map(({ id, name }) => ({ value: `policy ${id}`, label: name })) },
    {
      group: t('policy.kind.channel'),
      items: channels.map((key) => ({ value: key, label: key.slice('channel '.length) })),
    },
  ].filter(({ items }) => items.length > 0)
}
