import { ActionIcon, Button, Select } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { policiesQuery, teamsQuery } from '../../../lake/services.query.ts'
import { peopleQuery } from '../../../people/people.query.ts'
import { type CareDraft, newShadow, type ShadowDraft } from './care-draft.ts'
import { LifetimeFields } from './lifetime-fields.tsx'
import { problemsWithin } from './schedule-draft.ts'
import styles from './schedule-editor.module.css'

interface FieldsProps {
  care: CareDraft
  zone: string
  problems: Record<string, string>
  onChange: (care: CareDraft) => void
}

/** Whose schedule it is, who answers while nobody is on call, and who learns. */
export function CareFields({ care, zone, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const { data: teams = [] } = useQuery(teamsQuery)
  const covers = useCoverChoices()
  const coverProblem = Object.entries(problems).find(([field]) => field.startsWith('when_empty'))?.[1]
  return (
    <section className={styles.effective} aria-label={t('scheduleEditor.care')}>
      <h2 className={styles.heading}>{t('scheduleEditor.care')}</h2>
      <Select
        size="xs"
        label={t('scheduleEditor.team')}
        description={t('scheduleEditor.teamText')}
        placeholder={t('scheduleEditor.teamNone')}
        value={care.team}
        data={teams.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(team) => onChange({ ...care, team })}
        error={problems.team}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('scheduleEditor.teamClear') }}
      />
      <Select
        size="xs"
        label={t('scheduleEditor.whenEmpty')}
        description={t('scheduleEditor.whenEmptyText')}
        placeholder={t('scheduleEditor.whenEmptyNone')}
        value={care.whenEmpty}
        data={covers}
        onChange={(whenEmpty) => onChange({ ...care, whenEmpty })}
        error={coverProblem}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('scheduleEditor.whenEmptyClear') }}
      />
      <ShadowList care={care} zone={zone} problems={problems} onChange={onChange} />
    </section>
  )
}

/** Trainees learn of the pages of others; nobody counts on them. */
function ShadowList({ care, zone, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const { shadows } = care
  const set = (next: ShadowDraft[]) => onChange({ ...care, shadows: next })
  return (
    <fieldset className={styles.group} aria-label={t('scheduleEditor.shadows')}>
      <p className={styles.label}>{t('scheduleEditor.shadows')}</p>
      <p className={styles.hint}>{t('scheduleEditor.shadowsText')}</p>
      <ul className={styles.turns}>
        {shadows.map((shadow, index) => (
          <ShadowRow
            key={shadow.key}
            shadow={shadow}
            zone={zone}
            name={t('scheduleEditor.shadow', { number: index + 1 })}
            problems={problemsWithin(problems, `shadows.${index}`)}
            onChange={(changed) =>
              set(shadows.map((each) => (each.key === shadow.key ? { ...each, ...changed } : each)))
            }
            onRemove={() => set(shadows.filter(({ key }) => key !== shadow.key))}
          />
        ))}
      </ul>
      {problems.shadows !== undefined && <p className={styles.problem}>{problems.shadows}</p>}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={13} />}
        onClick={() => set([...shadows, newShadow()])}
      >
        {t('scheduleEditor.addShadow')}
      </Button>
    </fieldset>
  )
}

function ShadowRow({
  shadow,
  zone,
  name,
  problems,
  onChange,
  onRemove,
}: {
  shadow: ShadowDraft
  zone: string
  name: string
  problems: Record<string, string>
  onChange: (changed: Partial<ShadowDraft>) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const { data: people = [] } = useQuery(peopleQuery)
  const choices = people
    .filter(({ is_active, id }) => is_active || id === shadow.person || id === shadow.of)
    .map(({ id, name: label }) => ({ value: id, label }))
  return (
    <li className={styles.restriction}>
      <div className={styles.restrictionHead}>
        <span className={styles.label}>{name}</span>
        <ActionIcon aria-label={t('scheduleEditor.remove', { name })} onClick={onRemove}>
          <IconTrash size={15} />
        </ActionIcon>
      </div>
      <div className={styles.pair}>
        <Select
          size="xs"
          label={t('scheduleEditor.shadowPerson')}
          placeholder={t('people.choose')}
          value={shadow.person}
          data={choices}
          onChange={(person) => onChange({ person })}
          error={problems.person}
          allowDeselect={false}
          searchable
        />
        <Select
          size="xs"
          label={t('scheduleEditor.shadowOf')}
          placeholder={t('scheduleEditor.shadowOfAll')}
          value={shadow.of}
          data={choices.filter(({ value }) => value !== shadow.person)}
          onChange={(of) => onChange({ of })}
          error={problems.of}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('scheduleEditor.shadowOfClear') }}
        />
        <LifetimeFields value={shadow} problems={problems} onChange={onChange} />
      </div>
      <p className={styles.hint}>{t('scheduleEditor.shadowZone', { zone })}</p>
    </li>
  )
}

/** Everything that can stand in for an empty schedule; that gaps are meant is an answer too. */
function useCoverChoices() {
  const { t } = useTranslation()
  const { data: people = [] } = useQuery(peopleQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: policies = [] } = useQuery(policiesQuery)
  const group = (name: string, kind: string, things: readonly { id: string; name: string }[]) =>
    things.length === 0
      ? []
      : [{ group: name, items: things.map(({ id, name: label }) => ({ value: `${kind} ${id}`, label })) }]
  return [
    { value: 'nobody', label: t('scheduleEditor.whenEmptyMeant') },
    ...group(t('scheduleEditor.kinds.policy'), 'policy', policies),
    ...group(t('scheduleEditor.kinds.team'), 'team', teams),
    ...group(
      t('scheduleEditor.kinds.user'),
      'user',
      people.filter(({ is_active }) => is_active),
    ),
  ]
}
