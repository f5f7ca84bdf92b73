import { Button, NumberInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/types.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { Panel } from '../../ui/panel.tsx'
import { bundlingQuery, useSaveProfile } from './account.query.ts'
import styles from './account-page.module.css'

const SECONDS_MAX = 300
const USUAL_SECONDS = 60

type Choice = 'organisation' | 'own' | 'never'

/** What happens when several incidents page somebody at once, said before it does. */
export function BundlingPanel({ user }: { user: Person }) {
  const { t } = useTranslation()
  const save = useSaveProfile()
  const { data: organisation } = useQuery(bundlingQuery)
  const [choice, setChoice] = useState<Choice>(choiceOf(user.bundle_seconds))
  const [seconds, setSeconds] = useState<number | ''>(user.bundle_seconds || organisation?.seconds || USUAL_SECONDS)
  const wanted = choice === 'organisation' ? null : choice === 'never' ? 0 : seconds
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wanted === '') return
    save.mutate({ bundle_seconds: wanted }, { onSuccess: () => notifyDone(t('account.profile.saved')) })
  }
  const choices = [
    { value: 'organisation', label: t('account.bundling.organisation', { count: organisation?.seconds ?? 0 }) },
    { value: 'own', label: t('account.bundling.own') },
    { value: 'never', label: t('account.bundling.never') },
  ] as const
  return (
    <Panel title={t('account.bundling.title')}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.hint}>{t('account.bundling.text')}</p>
        {organisation && organisation.never.length > 0 && (
          <p className={styles.hint}>{t('account.bundling.alone', { priorities: organisation.never.join(', ') })}</p>
        )}
        <ChoiceField label={t('account.bundling.wait')} value={choice} choices={choices} onChange={setChoice} />
        {choice === 'own' && (
          <NumberInput
            label={t('account.bundling.seconds')}
            value={seconds}
            min={1}
            max={SECONDS_MAX}
            clampBehavior="strict"
            allowDecimal={false}
            onChange={(value) => setSeconds(typeof value === 'number' ? value : '')}
          />
        )}
        {save.error && <FormError error={save.error} />}
        <div className={styles.buttons}>
          <Button type="submit" loading={save.isPending} disabled={wanted === '' || wanted === user.bundle_seconds}>
            {t('account.profile.save')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

function choiceOf(seconds: number | null): Choice {
  if (seconds === null) return 'organisation'
  return seconds === 0 ? 'never' : 'own'
}
