import { ActionIcon, Button, SegmentedControl, Select, Switch, Textarea, TextInput } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'
import { useQuery } from '@tanstack/react-query'
import { SCOPES, URGENCIES } from '@tocsin/core/kernel/scales.ts'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../../ui/panel.tsx'
import { servicesQuery, teamsQuery } from '../../lake/services.query.ts'
import type { RuleDraft } from './rule-draft.ts'
import styles from './rule-page.module.css'
import type { RuleTest } from './rules.query.ts'

interface FieldsProps {
  draft: RuleDraft
  onChange: (changed: Partial<RuleDraft>) => void
  /** What is wrong in expressions, as the tester finds it. */
  errors: RuleTest['errors']
  /** What saving was refused for, by field. */
  problems: Record<string, string>
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const
const ENDS = ['go', 'suppress', 'record_only'] as const
const ZONES = Intl.supportedValuesOf('timeZone')

export function RuleFields({ id, isNew, ...props }: FieldsProps & { id: string; isNew: boolean }) {
  const { draft, onChange, problems } = props
  const { t } = useTranslation()
  return (
    <div className={styles.column}>
      <Panel title={t('eventRule.condition')}>
        <div className={styles.fields}>
          <TextInput
            label={t('eventRule.name')}
            placeholder={t('eventRule.namePlaceholder')}
            value={draft.name}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
            error={problems.name}
          />
          {isNew && (
            <TextInput
              label={t('eventRule.id')}
              description={t('eventRule.idText')}
              value={id}
              onChange={(event) => onChange({ id: event.currentTarget.value })}
              error={problems.id}
            />
          )}
          <Textarea
            label={t('eventRule.when')}
            description={t('eventRule.whenText')}
            placeholder={t('eventRule.whenPlaceholder')}
            value={draft.when}
            onChange={(event) => onChange({ when: event.currentTarget.value })}
            error={problemAt(props, 'when', draft.when)}
            classNames={{ input: styles.mono }}
            autosize
            minRows={2}
            maxRows={10}
            spellCheck={false}
          />
          <Select
            label={t('eventRule.zone')}
            description={t('eventRule.zoneText')}
            value={draft.zone}
            data={ZONES.includes(draft.zone) ? ZONES : [draft.zone, ...ZONES]}
            onChange={(zone) => zone && onChange({ zone })}
            searchable
            allowDeselect={false}
            limit={50}
            error={problems.zone}
          />
        </div>
      </Panel>
      <Panel title={t('eventRule.actions')}>
        <div className={styles.fields}>
          <RouteFields {...props} />
          <WordFields {...props} />
          <EndFields {...props} />
        </div>
      </Panel>
    </div>
  )
}

/** The sentence, and the line of the expression with a mark under the place. */
function problemAt({ errors, problems }: FieldsProps, path: string, text: string) {
  const error = errors.find((each) => each.path === path)
  if (error) return <ExpressionProblem error={error} text={text} />
  return problems[path]
}

function ExpressionProblem({ error, text }: { error: RuleTest['errors'][number]; text: string }) {
  const { t } = useTranslation()
  const { message, line, column } = error
  if (line === null || column === null) return message
  return (
    <>
      {t('eventRule.at', { line, column })}: {message}
      <code className={styles.place}>
        {text.split('\n')[line - 1] ?? ''}
        {'\n'}
        {' '.repeat(column - 1)}^
      </code>
    </>
  )
}

function RouteFields(props: FieldsProps) {
  const { draft, onChange, problems } = props
  const { t } = useTranslation()
  const { data: services = [] } = useQuery(servicesQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  const named = (things: readonly { id: string; name: string }[]) =>
    things.map(({ id, name }) => ({ value: id, label: name }))
  const common = { placeholder: t('eventRule.unchanged'), clearable: true }
  return (
    <div className={styles.pair}>
      <Select
        {...common}
        label={t('eventRule.service')}
        value={draft.service}
        data={named(services)}
        onChange={(service) => onChange({ service })}
        searchable
        error={problems['do.service']}
      />
      <Select
        {...common}
        label={t('eventRule.team')}
        description={t('eventRule.teamText')}
        value={draft.team}
        data={named(teams)}
        onChange={(team) => onChange({ team })}
        searchable
        error={problems['do.team']}
      />
      <Select
        {...common}
        label={t('eventRule.severity')}
        value={draft.severity}
        data={SEVERITIES.map((value) => ({ value, label: t(`sourceSeverity.${value}`) }))}
        onChange={(severity) => onChange({ severity })}
      />
      <Select
        {...common}
        label={t('eventRule.scope')}
        description={t('eventRule.scopeText')}
        value={draft.scope}
        data={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
        onChange={(scope) => onChange({ scope })}
      />
      <Select
        {...common}
        label={t('eventRule.urgency')}
        description={t('eventRule.urgencyText')}
        value={draft.urgency}
        data={URGENCIES.map((value) => ({ value, label: t(`urgency.${value}`) }))}
        onChange={(urgency) => onChange({ urgency })}
      />
    </div>
  )
}

const TITLE_EXAMPLE = '{{ labels.alertname }} · {{ labels.host }}'

function WordFields(props: FieldsProps) {
  const { draft, onChange, problems } = props
  const { t } = useTranslation()
  const change = (index: number, changed: Partial<RuleDraft['labels'][number]>) =>
    onChange({ labels: draft.labels.map((label, at) => (at === index ? { ...label, ...changed } : label)) })
  return (
    <>
      <TextInput
        label={t('eventRule.category')}
        description={t('eventRule.categoryText')}
        placeholder={t('eventRule.categoryPlaceholder')}
        value={draft.category}
        onChange={(event) => onChange({ category: event.currentTarget.value })}
        error={problems['do.category']}
      />
      <Textarea
        label={t('eventRule.title')}
        description={t('eventRule.titleText')}
        placeholder={TITLE_EXAMPLE}
        value={draft.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
        error={problemAt(props, 'do.title', draft.title)}
        classNames={{ input: styles.mono }}
        autosize
        minRows={1}
        maxRows={4}
        spellCheck={false}
      />
      <fieldset className={styles.labels}>
        <legend className={styles.legend}>{t('eventRule.labels')}</legend>
        <p className={styles.note}>{t('eventRule.labelText')}</p>
        {draft.labels.map((label, index) => (
          // Rows have no name of their own: what stands in one is what is being changed.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <div key={index} className={styles.label}>
            <TextInput
              aria-label={t('eventRule.labelName')}
              placeholder={t('eventRule.labelName')}
              value={label.name}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={t('eventRule.labelValue')}
              placeholder={t('eventRule.labelValue')}
              value={label.value}
              onChange={(event) => change(index, { value: event.currentTarget.value })}
              error={problemAt(props, `do.labels.${label.name}`, label.value)}
              classNames={{ input: styles.mono }}
            />
            <ActionIcon
              size="lg"
              aria-label={t('eventRule.labelRemove', { name: label.name })}
              onClick={() => onChange({ labels: draft.labels.filter((_, at) => at !== index) })}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        ))}
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange({ labels: [...draft.labels, { name: '', value: '' }] })}
        >
          {t('eventRule.labelAdd')}
        </Button>
      </fieldset>
    </>
  )
}

function EndFields({ draft, onChange, problems }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      <div className={styles.fields}>
        <span className={styles.legend}>{t('eventRule.end')}</span>
        <SegmentedControl
          value={draft.end}
          data={ENDS.map((value) => ({ value, label: t(`eventRule.ends.${value}`) }))}
          onChange={(end) => onChange({ end: end as RuleDraft['end'] })}
          aria-label={t('eventRule.end')}
        />
        <p className={styles.note}>{t(`eventRule.endText.${draft.end}`)}</p>
      </div>
      {draft.end !== 'go' && (
        <TextInput
          label={t('eventRule.reason')}
          placeholder={t('eventRule.reasonPlaceholder')}
          value={draft.reason}
          onChange={(event) => onChange({ reason: event.currentTarget.value })}
          error={problems[`do.${draft.end}`]}
          required
        />
      )}
      {draft.end === 'go' && (
        <Switch
          label={t('eventRule.stop')}
          checked={draft.stop}
          onChange={(event) => onChange({ stop: event.currentTarget.checked })}
        />
      )}
      <Switch
        label={t('eventRule.active')}
        checked={draft.active}
        onChange={(event) => onChange({ active: event.currentTarget.checked })}
      />
      {problems.do !== undefined && (
        <p className={styles.fault} role="alert">
          {problems.do}
        </p>
      )}
    </>
  )
}
