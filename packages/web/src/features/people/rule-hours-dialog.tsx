import { Button, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../ui/form-dialog.tsx'
import type { NotificationRule } from './account.query.ts'
import { DAYS, type Hours, HoursFields, isWhole, WINDOWS_MAX } from './hours-fields.tsx'
import { sessionQuery } from './session.query.ts'

const USUAL: Hours = [{ days: DAYS.slice(0, 5), from: '09:00', to: '18:00' }]

/** At which hours of the week a rule counts. */
export function RuleHoursDialog({
  rule,
  onSave,
  onClose,
}: {
  rule: NotificationRule
  onSave: (hours: Hours | null) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const [hours, setHours] = useState<Hours | null>(rule.hours)
  const submit = () => {
    onSave(hours?.length ? hours : null)
    onClose()
  }
  return (
    <FormDialog
      title={t('rules.hoursTitle')}
      text={t(`rules.hoursText.${rule.urgency}`, { zone: session?.user.zone ?? '' })}
      submitLabel={t('account.profile.save')}
      onSubmit={submit}
      onClose={onClose}
      isPending={false}
      isReady={hours === null || isWhole(hours)}
      error={null}
    >
      <Switch
        label={t('rules.always')}
        checked={hours === null}
        onChange={({ currentTarget: { checked } }) => setHours(checked ? null : (rule.hours ?? USUAL))}
        data-autofocus
      />
      {hours && <HoursFields hours={hours} onChange={setHours} />}
      {hours && hours.length < WINDOWS_MAX && (
        <Button variant="default" onClick={() => setHours([...hours, { days: [], from: '09:00', to: '18:00' }])}>
          {t('account.hours.add')}
        </Button>
      )}
    </FormDialog>
  )
}
