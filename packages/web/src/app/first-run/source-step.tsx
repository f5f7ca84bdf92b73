import { Button, TextInput } from '@mantine/core'
import IconBraces from '@tabler/icons-react/dist/esm/icons/IconBraces.mjs'
import IconBroadcast from '@tabler/icons-react/dist/esm/icons/IconBroadcast.mjs'
import IconFlame from '@tabler/icons-react/dist/esm/icons/IconFlame.mjs'
import IconHeartbeat from '@tabler/icons-react/dist/esm/icons/IconHeartbeat.mjs'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { keys } from '../../api/keys.ts'
import type { FirstRun } from '../../api/types.ts'
import { useCreateSource } from '../../features/detect/sources.query.ts'
import { FormError } from '../../ui/form-error.tsx'
import { suggestId } from '../../ui/suggest-id.ts'
import { ChoiceCards } from './choice-cards.tsx'
import { DoneNote } from './done-note.tsx'
import styles from './first-run.module.css'

const systems = ['alertmanager', 'pagerduty-events', 'json', 'heartbeat'] as const
type System = (typeof systems)[number]
const icons = {
  alertmanager: IconFlame,
  'pagerduty-events': IconBroadcast,
  json: IconBraces,
  heartbeat: IconHeartbeat,
}

/** What will tell when something is wrong. Its address comes with it. */
export function SourceStep({ firstRun }: { firstRun: FirstRun }) {
  const { t } = useTranslation()
  const { source } = firstRun
  if (!source) return <SourceForm service={firstRun.service?.id} />
  return (
    <DoneNote text={t('firstRun.source.made', { name: source.name })}>
      <Link className={styles.link} to="/sources/$id" params={{ id: source.id }}>
        {t('firstRun.source.page')}
      </Link>
    </DoneNote>
  )
}

function SourceForm({ service }: { service: string | undefined }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const create = useCreateSource()
  const [system, setSystem] = useState<System>('alertmanager')
  const [given, setGiven] = useState<string>()
  const [every, setEvery] = useState('1h')
  const name = given ?? t(`systems.${system}`)
  const problems = fieldProblems(create.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate(
      {
        // A name in another script makes no id; the system does.
        id: suggestId(name) || system,
        name: name.trim(),
        system,
        ...(service !== undefined && { service }),
        ...(system === 'heartbeat' && { every: every.trim() }),
      },
      { onSuccess: () => client.invalidateQueries({ queryKey: keys.firstRun }) },
    )
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <ChoiceCards
        label={t('firstRun.source.choose')}
        value={system}
        choices={systems.map((value) => ({
          value,
          label: t(`systems.${value}`),
          text: t(`firstRun.source.about.${value}`),
          icon: icons[value],
        }))}
        onChange={setSystem}
      />
      <p className={styles.note}>
        {t('firstRun.source.others')}{' '}
        <Link className={styles.link} to="/sources">
          {t('firstRun.source.othersLink')}
        </Link>
      </p>
      <div className={styles.fields}>
        <TextInput
          label={t('firstRun.source.name')}
          value={name}
          error={problems.name ?? problems.id}
          onChange={(event) => setGiven(event.currentTarget.value)}
          maxLength={100}
          autoComplete="off"
          required
          withAsterisk={false}
        />
        {system === 'heartbeat' && (
          <TextInput
            label={t('firstRun.source.every')}
            description={t('firstRun.source.everyText')}
            value={every}
            error={problems.every}
            onChange={(event) => setEvery(event.currentTarget.value)}
            required
            withAsterisk={false}
          />
        )}
      </div>
      {create.error && <FormError error={create.error} />}
      <div className={styles.buttons}>
        <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
          {t('firstRun.source.submit')}
        </Button>
      </div>
    </form>
  )
}
