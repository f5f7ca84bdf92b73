import { Button, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { SOURCE_SEVERITIES } from '@tocsin/core/kernel/scales.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import type { Source } from '../../../api/types.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { durationWords } from '../../../ui/time/duration-words.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { usePermission } from '../../people/session.query.ts'
import { bodyOfSource, useReplaceSource } from '../sources.query.ts'
import { draftOf, EMPTY_DRAFT, failedLogins, type RuleDraft, ruleOf, rulesOf, type StreamRule } from './rule-draft.ts'
import styles from './stream-rules.module.css'
import './stream-texts.ts'

/** A rule that is open in the form; without an index it is a new one. */
interface Editing {
  index?: number
  draft: RuleDraft
}

/** What turns a stream of events into alerts. */
export function StreamRulesPanel({ source }: { source: Source }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write') && source.owned_by !== 'file'
  const [editing, setEditing] = useState<Editing>()
  const [removing, setRemoving] = useState<number>()
  const rules = rulesOf(source)
  return (
    <Panel
      title={t('streams.title')}
      action={
        mayWrite && (
          <Button size="compact-xs" variant="default" onClick={() => setEditing({ draft: EMPTY_DRAFT })}>
            {t('streams.add')}
          </Button>
        )
      }
    >
      {rules.length === 0 && <p className={styles.note}>{t('streams.none')}</p>}
      {rules.length === 0 && mayWrite && (
        <Button
          size="xs"
          variant="light"
          onClick={() => setEditing({ draft: failedLogins(source.system, t('streams.failedLogins')) })}
        >
          {t('streams.template')}
        </Button>
      )}
      <ul className={styles.list}>
        {rules.map((rule, index) => (
          <RuleItem
            key={rule.id}
            rule={rule}
            {...(mayWrite && {
              onEdit: () => setEditing({ index, draft: draftOf(rule) }),
              onRemove: () => setRemoving(index),
            })}
          />
        ))}
      </ul>
      {editing && <RuleDialog source={source} editing={editing} onClose={() => setEditing(undefined)} />}
      {removing !== undefined && (
        <RemoveDialog source={source} index={removing} onClose={() => setRemoving(undefined)} />
      )}
    </Panel>
  )
}

function RuleItem({ rule, onEdit, onRemove }: { rule: StreamRule; onEdit?: () => void; onRemove?: () => void }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const name = rule.name ?? rule.id
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <strong>{name}</strong>
        {onEdit && (
          <Button size="compact-xs" variant="subtle" onClick={onEdit} aria-label={t('streams.editTitle', { name })}>
            {t('streams.edit')}
          </Button>
        )}
        {onRemove && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            onClick={onRemove}
            aria-label={t('streams.removeTitle', { name })}
          >
            {t('streams.remove')}
          </Button>
        )}
      </div>
      <p className={styles.note}>
        {t('streams.fires', { count: rule.more_than ?? 0, time: durationWords(rule.within, locale) })}
      </p>
      <code className={styles.code}>{rule.when}</code>
      {Object.entries(rule.by ?? {}).map(([label, expression]) => (
        <code key={label} className={styles.code}>
          {label} = {expression}
        </code>
      ))}
    </li>
  )
}

function useReplaceRules(source: Source, onSuccess: () => void) {
  const replace = useReplaceSource()
  const save = (rules: readonly StreamRule[]) => {
    const body = { ...bodyOfSource(source), options: { ...source.options, rules } }
    replace.mutate({ id: source.id, version: source.version, body }, { onSuccess })
  }
  return { replace, save }
}

function RuleDialog({ source, editing, onClose }: { source: Source; editing: Editing; onClose: () => void }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(editing.draft)
  const { replace, save } = useReplaceRules(source, onClose)
  const rules = rulesOf(source)
  const index = editing.index ?? rules.length
  const submit = () => save(rules.with(index, ruleOf(draft)))
  const add = () => save([...rules, ruleOf(draft)])
  return (
    <FormDialog
      title={
        editing.index === undefined
          ? t('streams.addTitle', { source: source.name })
          : t('streams.editTitle', { name: draft.name || draft.id })
      }
      submitLabel={t('common.save')}
      onSubmit={editing.index === undefined ? add : submit}
      onClose={onClose}
      isPending={replace.isPending}
      isReady={draft.id.trim() !== '' && draft.when.trim() !== ''}
      error={replace.error}
    >
      <RuleFields
        draft={draft}
        isNew={editing.index === undefined}
        onChange={(changed) => setDraft({ ...draft, ...changed })}
        problems={problemsOf(fieldProblems(replace.error), index)}
      />
    </FormDialog>
  )
}

/** The problems of one rule, by its fields; those of a label by the field that holds all of them. */
function problemsOf(problems: Record<string, string>, index: number): Record<string, string> {
  const prefix = `options.rules.${index}.`
  return Object.fromEntries(
    Object.entries(problems)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, problem]) => [path.slice(prefix.length).split('.')[0] ?? '', problem]),
  )
}

interface FieldsProps {
  draft: RuleDraft
  isNew: boolean
  onChange: (changed: Partial<RuleDraft>) => void
  problems: Record<string, string>
}

function RuleFields({ draft, isNew, onChange, problems }: FieldsProps) {
  const { t } = useTranslation()
  const textOf = (name: 'id' | 'name' | 'within' | 'title') => ({
    value: draft[name],
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [name]: event.currentTarget.value }),
    error: problems[name],
  })
  return (
    <>
      <TextInput {...textOf('name')} label={t('streams.name')} data-autofocus />
      <TextInput
        {...textOf('id')}
        label={t('streams.id')}
        description={t('streams.idText')}
        disabled={!isNew}
        required
      />
      <Textarea
        label={t('streams.when')}
        description={t('streams.whenText')}
        value={draft.when}
        onChange={(event) => onChange({ when: event.currentTarget.value })}
        error={problems.when}
        classNames={{ input: styles.expression }}
        autosize
        required
      />
      <NumberInput
        label={t('streams.moreThan')}
        description={t('streams.moreThanText')}
        value={draft.moreThan}
        onChange={(value) => onChange({ moreThan: typeof value === 'number' ? value : 0 })}
        error={problems.more_than}
        min={0}
        allowDecimal={false}
      />
      <TextInput {...textOf('within')} label={t('streams.within')} description={t('streams.withinText')} required />
      <Textarea
        label={t('streams.by')}
        description={t('streams.byText')}
        value={draft.by}
        onChange={(event) => onChange({ by: event.currentTarget.value })}
        error={problems.by}
        classNames={{ input: styles.expression }}
        autosize
      />
      <Select
        label={t('streams.severity')}
        placeholder={t('streams.severityDefault')}
        value={draft.severity}
        data={SOURCE_SEVERITIES.map((each) => ({ value: each, label: t(`sourceSeverity.${each}`) }))}
        onChange={(severity) => onChange({ severity })}
        error={problems.severity}
        clearable
      />
      <TextInput {...textOf('title')} label={t('streams.titleField')} description={t('streams.titleText')} />
    </>
  )
}

function RemoveDialog({ source, index, onClose }: { source: Source; index: number; onClose: () => void }) {
  const { t } = useTranslation()
  const { replace, save } = useReplaceRules(source, onClose)
  const rules = rulesOf(source)
  const rule = rules[index]
  return (
    <FormDialog
      title={t('streams.removeQuestion', { name: rule?.name ?? rule?.id ?? '' })}
      submitLabel={t('streams.remove')}
      onSubmit={() => save(rules.toSpliced(index, 1))}
      onClose={onClose}
      isPending={replace.isPending}
      error={replace.error}
      isDangerous
    />
  )
}
