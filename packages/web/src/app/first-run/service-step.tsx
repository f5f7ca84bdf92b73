import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import type { FirstRun } from '../../api/types.ts'
import { FormError } from '../../ui/form-error.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { DoneNote } from './done-note.tsx'
import styles from './first-run.module.css'
import { useMakeFirstService } from './first-run.query.ts'

/** Two names; the server makes a team, a schedule and a policy of them that page the reader. */
export function ServiceStep({ firstRun: { service } }: { firstRun: FirstRun }) {
  const { t } = useTranslation()
  if (!service) return <ServiceForm />
  return (
    <DoneNote text={t('firstRun.service.made', { service: service.name })}>
      <Link className={styles.link} to="/services">
        {t('nav.services')}
      </Link>
    </DoneNote>
  )
}

function ServiceForm() {
  const { t } = useTranslation()
  const { zone } = useReader()
  const make = useMakeFirstService()
  const [service, setService] = useState('')
  const [team, setTeam] = useState<string>(t('firstRun.service.teamDefault'))
  const problems = fieldProblems(make.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate({ service: service.trim(), team: team.trim() })
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.fields}>
        <TextInput
          label={t('firstRun.service.service')}
          placeholder={t('firstRun.service.serviceExample')}
          value={service}
          error={problems.service}
          onChange={(event) => setService(event.currentTarget.value)}
          maxLength={100}
          autoComplete="off"
          autoFocus
          required
          withAsterisk={false}
        />
        <TextInput
          label={t('firstRun.service.team')}
          value={team}
          error={problems.team}
          onChange={(event) => setTeam(event.currentTarget.value)}
          maxLength={100}
          autoComplete="off"
          required
          withAsterisk={false}
        />
      </div>
      <div className={styles.inset}>
        <h3 className={styles.insetTitle}>{t('firstRun.service.what')}</h3>
        <ul className={styles.bullets}>
          <li>{t('firstRun.service.whatTeam', { team })}</li>
          <li>{t('firstRun.service.whatSchedule', { zone })}</li>
          <li>{t('firstRun.service.whatPolicy')}</li>
        </ul>
        <p className={styles.note}>{t('firstRun.service.change')}</p>
      </div>
      {make.error && <FormError error={make.error} />}
      <div className={styles.buttons}>
        <Button type="submit" loading={make.isPending} disabled={service.trim() === '' || team.trim() === ''}>
          {t('firstRun.service.submit')}
        </Button>
      </div>
    </form>
  )
}
