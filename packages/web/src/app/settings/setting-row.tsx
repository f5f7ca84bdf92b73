import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import styles from './general-page.module.css'
import { type SettingName, type Settings, useResetSetting } from './settings.query.ts'

export type Values = Settings['settings']

/** What a panel of settings works with. */
export interface PartProps {
  settings: Settings
  values: Values
  mayWrite: boolean
  onChange: (changed: Partial<Values>) => void
  problems: Record<string, string>
}

export function Row({ children, reset }: { children: ReactNode; reset: ReactNode }) {
  return (
    <div className={styles.row}>
      <div className={styles.field}>{children}</div>
      {reset}
    </div>
  )
}

/** Whether somebody set it, and the way back to the default. */
export function Reset({ name, settings, mayWrite }: { name: SettingName; settings: Settings; mayWrite: boolean }) {
  const { t } = useTranslation()
  const reset = useResetSetting()
  const wordsOf = useErrorWords()
  if (!settings.changed.includes(name)) return <span className={styles.default}>{t('general.isDefault')}</span>
  if (!mayWrite) return <span className={styles.default}>{t('general.isSet')}</span>
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={reset.isPending}
      onClick={() =>
        whenDone(reset.mutateAsync(name), {
          onSuccess: () => notifyDone(t('general.wasReset')),
          onError: (error) => notifyFailed(wordsOf(error)),
        })
      }
    >
      {t('general.reset')}
    </Button>
  )
}
