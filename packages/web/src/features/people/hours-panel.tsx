import { Button, Switch } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/types.ts'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { Panel } from '../../ui/panel.tsx'
import { useSaveProfile } from './account.query.ts'
import styles from './account-page.module.css'
import { DAYS, type Hours, HoursFields, isWhole, WINDOWS_MAX } from './hours-fields.tsx'

const USUAL: Hours = [{ days: DAYS.slice(0, 5), from: '09:00', to: '17:00' }]

/** When it is working time for somebody: what steps and pages of low urgency ask. */
export function HoursPanel({ user }: { user: Person }) {
  const { t } = useTranslation()
  const save = useSaveProfile()
  const [hours, setHours] = useState(user.hours)
  const isChanged = JSON.stringify(hours) !== JSON.stringify(user.hours)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ hours }, { onSuccess: () => notifyDone(t('account.profile.saved')) })
  }
  return (
    <Panel title={t('account.hours.title')}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.hint}>{t('account.hours.text', { zone: user.zone })}</p>
        <Switch
          label={t('account.hours.usual')}
          checked={hours === null}
          onChange={({ currentTarget: { checked } }) => setHours(checked ? null : (user.hours ?? USUAL))}
        />
        {hours && <HoursFields hours={hours} onChange={setHours} />}
        {hours?.length === 0 && <p className={styles.hint}>{t('account.hours.always')}</p>}
        {save.error && <FormError error={save.error} />}
        <div className={styles.buttons}>
          {hours && hours.length < WINDOWS_MAX && (
            <Button variant="default" onClick={() => setHours([...hours, { days: [], from: '09:00', to: '17:00' }])}>
              {t('account.hours.add')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={!isChanged || (hours !== null && !isWhole(hours))}>
            {t('account.profile.save')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
