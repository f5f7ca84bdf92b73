import { Button, MultiSelect } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { teamsQuery } from '../../../lake/services.query.ts'
import { peopleQuery } from '../../../people/people.query.ts'
import { schedulesQuery } from '../../policies.query.ts'
import { Grip, OrderButtons } from './order-buttons.tsx'
import { moveItem, newTurn, problemsWithin, type TurnDraft } from './schedule-draft.ts'
import styles from './schedule-editor.module.css'
import { useDragOrder } from './use-drag-order.ts'

/** Who has a turn, in order: people, teams, other schedules; several together, or nobody. */
export function TurnFields({
  turns,
  own,
  problems,
  onChange,
}: {
  turns: readonly TurnDraft[]
  /** The schedule that is edited: it cannot stand in itself. */
  own: string | undefined
  problems: Record<string, string>
  onChange: (turns: TurnDraft[]) => void
}) {
  const { t } = useTranslation()
  const choices = useMemberChoices(own)
  const order = useDragOrder((from, to) => onChange(moveItem(turns, from, to)))
  return (
    <fieldset className={styles.group} aria-label={t('scheduleEditor.people')}>
      <p className={styles.label}>{t('scheduleEditor.people')}</p>
      <p className={styles.hint}>{t('scheduleEditor.peopleText')}</p>
      <ol className={styles.turns}>
        {turns.map((turn, index) => {
          const name = t('scheduleEditor.turn', { number: index + 1 })
          const within = problemsWithin(problems, `people.${index}`)
          return (
            <li key={turn.key} className={styles.turn} {...order.rowProps(index)}>
              <Grip {...order.gripProps(index)} />
              <MultiSelect
                aria-label={name}
                className={styles.grow}
                size="xs"
                placeholder={turn.members.length === 0 ? t('scheduleEditor.empty') : ''}
                value={turn.members}
                data={choices}
                onChange={(members) =>
                  onChange(turns.map((each) => (each.key === turn.key ? { ...each, members } : each)))
                }
                error={problems[`people.${index}`] ?? Object.values(within)[0]}
                searchable
                hidePickedOptions
              />
              <OrderButtons
                name={name}
                index={index}
                count={turns.length}
                onMove={(to) => onChange(moveItem(turns, index, to))}
                onRemove={() => onChange(turns.filter(({ key }) => key !== turn.key))}
              />
            </li>
          )
        })}
      </ol>
      {problems.people !== undefined && <p className={styles.problem}>{problems.people}</p>}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={13} />}
        onClick={() => onChange([...turns, newTurn()])}
      >
        {t('scheduleEditor.addTurn')}
      </Button>
    </fieldset>
  )
}

function useMemberChoices(own: string | undefined) {
  const { t } = useTranslation()
  const { data: schedules = [] } = useQuery(schedulesQuery)
  const { data: people = [] } = useQuery(peopleQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  return [
    {
      group: t('scheduleEditor.kinds.user'),
      items: people.filter(({ is_active }) => is_active).map(({ id, name }) => ({ value: `user ${id}`, label: name })),
    },
    {
      group: t('scheduleEditor.kinds.team'),
      items: teams.map(({ id, name }) => ({ value: `team ${id}`, label: name })),
    },
    {
      group: t('scheduleEditor.kinds.schedule'),
      items: schedules.filter(({ id }) => id !== own).map(({ id, name }) => ({ value: `schedule ${id}`, label: name })),
    },
  ].filter(({ items }) => items.length > 0)
}
