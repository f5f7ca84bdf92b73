import { Button, MultiSelect, NumberInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { Panel } from '../../ui/panel.tsx'
import styles from './channels-page.module.css'
import { Reset } from './setting-row.tsx'
import { type Settings, type SettingsPatch, settingsQuery, useChangeSettings } from './settings.query.ts'

const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5']
const SECONDS_MAX = 300

/** How long pages that follow another in a burst wait to go together, unless a person says otherwise. */
export function BundlingPanel({ mayWrite }: { mayWrite: boolean }) {
  const { data: settings } = useQuery(settingsQuery)
  if (!settings) return null
  const key = JSON.stringify(settings.settings.page_bundling)
  return <BundlingForm key={key} settings={settings} mayWrite={mayWrite} />
}

function BundlingForm({ settings, mayWrite }: { settings: Settings; mayWrite: boolean }) {
  const { t } = useTranslation()
  const change = useChangeSettings()
  const stored = settings.settings.page_bundling
  const [seconds, setSeconds] = useState<number | ''>(stored.seconds)
  const [never, setNever] = useState<string[]>(stored.never)
  const isChanged = seconds !== stored.seconds || JSON.stringify(never) !== JSON.stringify(stored.never)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (seconds === '') return
    const chosen = PRIORITIES.filter((each) => never.includes(each))
    whenDone(change.mutateAsync({ page_bundling: { seconds, never: chosen } as SettingsPatch['page_bundling'] }), {
      onSuccess: () => notifyDone(t('channelSettings.saved')),
      onError: () => undefined,
    })
  }
  return (
    <Panel
      title={t('channelSettings.bundling.title')}
      action={<Reset name="page_bundling" settings={settings} mayWrite={mayWrite} />}
    >
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.text}>{t('channelSettings.bundling.text')}</p>
        <NumberInput
          label={t('channelSettings.bundling.seconds')}
          description={t('channelSettings.bundling.secondsText')}
          value={seconds}
          min={0}
          max={SECONDS_MAX}
          clampBehavior="strict"
          allowDecimal={false}
          disabled={!mayWrite}
          onChange={(value) => setSeconds(typeof value === 'number' ? value : '')}
        />
        <MultiSelect
          label={t('channelSettings.bundling.never')}
          description={t('channelSettings.bundling.neverText')}
          value={never}
          data={PRIORITIES}
          disabled={!mayWrite}
          onChange={setNever}
        />
        {change.error && <FormError error={change.error} />}
        {mayWrite && (
          <div className={styles.buttons}>
            <Button type="submit" loading={change.isPending} disabled={!isChanged || seconds === ''}>
              {t('channelSettings.save')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  )
}
