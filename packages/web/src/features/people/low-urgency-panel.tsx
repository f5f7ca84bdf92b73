import { Button, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/types.ts'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { Panel } from '../../ui/panel.tsx'
import { useSaveProfile } from './account.query.ts'
import styles from './account-page.module.css'
import { DAYS, HoursFields, isWhole, WINDOWS_MAX } from './hours-fields.tsx'

/** How what is not urgent reaches somebody. */
export function LowUrgencyPanel({ user }: { user: Person }) {
  const { t } = useTranslation()
  const save = useSaveProfile()
  const [quiet, setQuiet] = useState(user.quiet_hours)
  const [digestAt, setDigestAt] = useState(user.low_digest_at)
  const isChanged = JSON.stringify(quiet) !== JSON.stringify(user.quiet_hours) || digestAt !== user.low_digest_at
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(
      { quiet_hours: quiet, low_digest_at: digestAt },
      { onSuccess: () => notifyDone(t('account.profile.saved')) },
    )
  }
  return (
    <Panel title={t('account.lowUrgency.title')}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.hint}>{t('account.lowUrgency.text', { zone: user.zone })}</p>
        <p className={styles.hint}>
          <strong>{t('account.lowUrgency.quiet')}</strong> {t('account.lowUrgency.quietText')}
        </p>
        <HoursFields hours={quiet} onChange={setQuiet} />
        <Switch
          label={t('account.lowUrgency.digest')}
          description={t('account.lowUrgency.digestText')}
          checked={digestAt !== null}
          onChange={({ currentTarget: { checked } }) => setDigestAt(checked ? (user.low_digest_at ?? '09:00') : null)}
        />
        {digestAt !== null && (
          <TextInput
            type="time"
            label={t('account.lowUrgency.digestAt')}
            value={digestAt}
            onChange={({ currentTarget: { value } }) => setDigestAt(value)}
          />
        )}
        {save.error && <FormError error={save.error} />}
        <div className={styles.buttons}>
          {quiet.length < WINDOWS_MAX && (
            <Button
              variant="default"
              onClick={() => setQuiet([...quiet, { days: [...DAYS], from: '22:00', to: '08:00' }])}
            >
              {t('account.lowUrgency.addQuiet')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={!isChanged || !isWhole(quiet) || digestAt === ''}>
            {t('account.profile.save')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
