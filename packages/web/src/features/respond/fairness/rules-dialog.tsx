import { MultiSelect, NumberInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { ChoiceField } from '../../../ui/choice-field.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { calendarsQuery } from '../../people/calendars/calendars.query.ts'
import styles from './fairness.module.css'
import { KINDS, type OnCallRules, useSaveRules } from './fairness.query.ts'

/** What is looser than this needs a reason that stays on record. */
const DAYS_USUAL = 7
const REST_HOURS_USUAL = 11

/** What the organisation allows, and how much hours weigh. */
export function RulesDialog({ rules, onClose }: { rules: OnCallRules; onClose: () => void }) {
  const { t } = useTranslation()
  const save = useSaveRules()
  const { data: calendars = [] } = useQuery(calendarsQuery)
  const [draft, setDraft] = useState({ ...rules, reason: rules.reason ?? '' })
  const change = (changed: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...changed }))
  const problems = fieldProblems(save.error)
  const isLoose =
    draft.days_in_a_row > DAYS_USUAL || draft.rest_after_night_hours < REST_HOURS_USUAL || draft.when_broken === 'warn'
  const submit = () => {
    const { reason, ...rest } = draft
    const next: OnCallRules = { ...rest, ...(isLoose && reason.trim() !== '' && { reason: reason.trim() }) }
    save.mutate(next, {
      onSuccess: () => {
        notifyDone(t('fairness.saved'))
        onClose()
      },
    })
  }
  return (
    <FormDialog
      title={t('fairness.changeTitle')}
      submitLabel={t('common.save')}
      onSubmit={submit}
      onClose={onClose}
      isPending={save.isPending}
      isReady={!isLoose || draft.reason.trim() !== ''}
      error={save.error}
    >
      <NumberInput
        label={t('fairness.days')}
        description={t('fairness.daysText')}
        value={draft.days_in_a_row}
        onChange={(days) => change({ days_in_a_row: Number(days) || 1 })}
        min={1}
        max={60}
        allowDecimal={false}
        error={problems['on_call.days_in_a_row']}
      />
      <NumberInput
        label={t('fairness.restHours')}
        description={t('fairness.restHoursText')}
        value={draft.rest_after_night_hours}
        onChange={(hours) => change({ rest_after_night_hours: Number(hours) || 0 })}
        min={0}
        max={48}
        allowDecimal={false}
        error={problems['on_call.rest_after_night_hours']}
      />
      <fieldset className={styles.weights}>
        <legend>{t('fairness.night')}</legend>
        {(['from', 'to'] as const).map((edge) => (
          <TextInput
            key={edge}
            type="time"
            size="xs"
            label={t(`fairness.nightEdge.${edge}`)}
            value={draft.night[edge]}
            onChange={({ currentTarget: { value } }) => change({ night: { ...draft.night, [edge]: value } })}
            error={problems[`on_call.night.${edge}`]}
            required
            withAsterisk={false}
          />
        ))}
      </fieldset>
      <p className={styles.hint}>{t('fairness.nightText')}</p>
      {problems['on_call.night'] && (
        <p className={styles.problem} role="alert">
          {problems['on_call.night']}
        </p>
      )}
      <ChoiceField
        label={t('fairness.whenBroken')}
        value={draft.when_broken}
        choices={(['warn', 'refuse'] as const).map((value) => ({ value, label: t(`fairness.broken.${value}`) }))}
        onChange={(when_broken) => change({ when_broken })}
      />
      <p className={styles.hint}>{t(`fairness.rules.${draft.when_broken}`)}</p>
      {isLoose && (
        <TextInput
          label={t('fairness.reason')}
          description={t('fairness.reasonText')}
          value={draft.reason}
          onChange={(event) => change({ reason: event.currentTarget.value })}
          maxLength={500}
          error={problems['on_call.reason']}
          required
          withAsterisk={false}
        />
      )}
      <MultiSelect
        label={t('fairness.holidays')}
        placeholder={draft.holidays.length === 0 ? t('fairness.holidaysNone') : ''}
        value={draft.holidays}
        data={calendars.filter(({ use }) => use === 'holidays').map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(holidays) => change({ holidays })}
        error={problems['on_call.holidays']}
        hidePickedOptions
      />
      <fieldset className={styles.weights}>
        <legend>{t('fairness.weights')}</legend>
        {KINDS.map((kind) => (
          <NumberInput
            key={kind}
            size="xs"
            label={t(`fairness.kinds.${kind}`)}
            value={draft.weights[kind] ?? 1}
            onChange={(weight) => change({ weights: { ...draft.weights, [kind]: Number(weight) || 0 } })}
            min={0}
            max={10}
            step={0.5}
            error={problems[`on_call.weights.${kind}`]}
          />
        ))}
      </fieldset>
    </FormDialog>
  )
}
