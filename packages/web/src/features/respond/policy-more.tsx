import { MultiSelect, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { PolicyRest, StepRest } from './policy-draft.ts'
import styles from './policy-more.module.css'

const levels = ['L1', 'L2', 'L3', 'management'] as const
const priorities = ['P1', 'P2', 'P3', 'P4', 'P5'] as const
const people = ['at_work', 'off_work'] as const
const ACKS_MAX = 10
/** An expression, not a text: it reads the same in every language. */
const CONDITION = 'severity == "high" && minutes >= 5'

/** What a step asks for beside whom it pages and when. Folded away: most steps ask for nothing of it. */
export function StepMore({
  rest,
  onChange,
  index,
  problems,
}: {
  rest: StepRest
  onChange: (rest: StepRest) => void
  index: number
  problems: Record<string, string>
}) {
  const { t } = useTranslation()
  const { only, level, round_robin, acknowledgements, people: whose } = rest
  const problem = Object.entries(problems).find(([field]) => field.startsWith(`steps.${index}.only`))?.[1]
  const change = (changed: { [Name in keyof StepRest]: StepRest[Name] | undefined }) =>
    onChange(withoutEmpty({ ...rest, ...changed }))
  const changeOnly = (
    changed: { [Name in keyof NonNullable<typeof only>]: NonNullable<typeof only>[Name] | undefined },
  ) => {
    const next = withoutEmpty({ ...only, ...changed })
    change({ only: Object.keys(next).length > 0 ? next : undefined })
  }
  return (
    <details className={styles.more} open={problem !== undefined || undefined}>
      <summary>{t('policy.more.step', { count: Object.keys(rest).length })}</summary>
      <div className={styles.fields}>
        <NativeSelect
          label={t('policy.more.level')}
          value={level ?? ''}
          data={[
            { value: '', label: t('policy.more.byPlace') },
            ...levels.map((value) => ({ value, label: t(`level.${value}`) })),
          ]}
          onChange={(event) => change({ level: levels.find((each) => each === event.currentTarget.value) })}
        />
        <NumberInput
          label={t('policy.more.acks')}
          value={acknowledgements ?? 1}
          min={1}
          max={ACKS_MAX}
          onChange={(count) => change({ acknowledgements: Number(count) > 1 ? Number(count) : undefined })}
        />
        <NativeSelect
          label={t('policy.more.people')}
          value={whose ?? ''}
          data={[
            { value: '', label: t('policy.more.everybody') },
            ...people.map((value) => ({ value, label: t(`policy.more.${value}`) })),
          ]}
          onChange={(event) => change({ people: people.find((each) => each === event.currentTarget.value) })}
        />
        <MultiSelect
          label={t('policy.more.priorities')}
          placeholder={only?.priority ? '' : t('policy.more.all')}
          value={only?.priority ?? []}
          data={[...priorities]}
          onChange={(chosen) =>
            changeOnly({ priority: chosen.length > 0 ? priorities.filter((each) => chosen.includes(each)) : undefined })
          }
        />
        <TextInput
          className={styles.wide ?? ''}
          label={t('policy.more.when')}
          description={t('policy.more.whenText')}
          placeholder={CONDITION}
          value={only?.when ?? ''}
          onChange={(event) =>
            changeOnly({ when: event.currentTarget.value === '' ? undefined : event.currentTarget.value })
          }
          error={problem}
        />
        <Switch
          className={styles.wide ?? ''}
          label={t('policy.more.turns')}
          description={t('policy.more.turnsText')}
          checked={round_robin === true}
          onChange={(event) => change({ round_robin: event.currentTarget.checked || undefined })}
        />
      </div>
    </details>
  )
}

/** What holds for all of a policy: its ladder, how long an acknowledgement lasts, and what waits for working hours. */
export function PolicyMore({
  rest,
  onChange,
  problems,
}: {
  rest: PolicyRest
  onChange: (rest: PolicyRest) => void
  problems: Record<string, string>
}) {
  const { t } = useTranslation()
  const { criteria, ack_timeout, low_urgency } = rest
  const change = (changed: { [Name in keyof PolicyRest]: PolicyRest[Name] | undefined }) =>
    onChange(withoutEmpty({ ...rest, ...changed }))
  return (
    <div className={styles.policy}>
      {Array.isArray(criteria) && criteria.length > 0 ? (
        <p className={styles.own}>{t('policy.more.criteriaOwn', { count: criteria.length })}</p>
      ) : (
        <Switch
          label={t('policy.more.criteria')}
          description={t('policy.more.criteriaText')}
          checked={criteria === 'standard'}
          onChange={(event) => change({ criteria: event.currentTarget.checked ? 'standard' : undefined })}
        />
      )}
      <Switch
        label={t('policy.more.hold')}
        description={t('policy.more.holdText')}
        checked={low_urgency === 'hold'}
        onChange={(event) => change({ low_urgency: event.currentTarget.checked ? 'hold' : undefined })}
      />
      <TextInput
        label={t('policy.more.ackTimeout')}
        description={t('policy.more.ackTimeoutText')}
        placeholder="30m"
        value={ack_timeout ?? ''}
        onChange={(event) =>
          change({ ack_timeout: event.currentTarget.value === '' ? undefined : event.currentTarget.value })
        }
        error={problems.ack_timeout}
      />
    </div>
  )
}

/** The same without fields that say nothing. */
function withoutEmpty<T extends object>(fields: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
