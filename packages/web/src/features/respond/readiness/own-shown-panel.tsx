import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../../api/when-done.ts'
import { notifyFailed } from '../../../ui/notify.ts'
import { useErrorWords } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useWords } from '../../../ui/use-words.ts'
import { sessionQuery } from '../../people/session.query.ts'
import styles from './readiness.module.css'
import { ownShownQuery, useChooseShown } from './readiness.query.ts'

/** Nobody's number is shown before they say so. */
export function OwnShownPanel() {
  const { t } = useTranslation()
  const words = useWords()
  const errorWords = useErrorWords()
  const { data: session } = useQuery(sessionQuery)
  const { data } = useQuery(ownShownQuery)
  const choose = useChooseShown()
  if (!data) return null
  const offered = data.filter(({ to }) => to !== session?.user.email)
  const shown = new Set(choose.isPending ? choose.variables : data.filter((each) => each.is_shown).map(({ id }) => id))
  const change = (id: string, isShown: boolean) => {
    const next = isShown ? [...shown, id] : [...shown].filter((each) => each !== id)
    whenDone(choose.mutateAsync(next), { onError: (error) => notifyFailed(errorWords(error)) })
  }
  return (
    <Panel title={t('emergency.own')}>
      <div className={styles.form}>
        <p className={styles.hint}>{t(offered.length === 0 ? 'emergency.ownNone' : 'emergency.ownText')}</p>
        {offered.map(({ id, channel, to }) => (
          <Switch
            key={id}
            label={`${words(`channels.${channel}`, channel)}: ${to}`}
            checked={shown.has(id)}
            onChange={(event) => change(id, event.currentTarget.checked)}
          />
        ))}
        <Link to="/account" className={styles.link}>
          {t('emergency.account')}
        </Link>
      </div>
    </Panel>
  )
}
