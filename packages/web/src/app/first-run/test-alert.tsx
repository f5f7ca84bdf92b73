import { Button } from '@mantine/core'
import IconSend from '@tabler/icons-react/dist/esm/icons/IconSend.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '../../api/types.ts'
import { whenDone } from '../../api/when-done.ts'
import { useSendTest } from '../../features/detect/sources.query.ts'
import { incidentQuery } from '../../features/record/incident.query.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { useWords } from '../../ui/use-words.ts'
import styles from './first-run.module.css'

/** The whole way on request: an incident that pages only the reader, and what becomes of its page. */
export function TestAlert({ source }: { source: string }) {
  const { t } = useTranslation()
  const send = useSendTest()
  const wordsOf = useErrorWords()
  return (
    <div className={styles.test}>
      <div className={styles.testHead}>
        <p className={styles.text}>{t('firstRun.signal.testText')}</p>
        <Button
          variant="default"
          leftSection={<IconSend size={16} />}
          loading={send.isPending}
          onClick={() => whenDone(send.mutateAsync(source), { onError: (error) => notifyFailed(wordsOf(error)) })}
        >
          {t('firstRun.signal.test')}
        </Button>
      </div>
      {send.data && <PageOfTest id={send.data.incident} />}
    </div>
  )
}

type PageState = 'sending' | 'reached' | 'unreachable' | 'acknowledged'

function PageOfTest({ id }: { id: string }) {
  const { t } = useTranslation()
  const words = useWords()
  const { data: incident } = useQuery(incidentQuery(id))
  const state = incident ? pageStateOf(incident) : 'sending'
  const channel = incident?.on_page.find((page) => page.state === 'reached')?.channel ?? ''
  return (
    <p className={styles.pageState} data-state={state} role="status">
      <span>{t(`firstRun.signal.page.${state}`, { channel: words(`channels.${channel}`, channel) })}</span>
      <Link className={styles.link} to="/incidents/$id" params={{ id }}>
        {t('firstRun.signal.open', { id })}
      </Link>
    </p>
  )
}

function pageStateOf({ status, on_page: pages }: IncidentDetail): PageState {
  if (status !== 'open') return 'acknowledged'
  const has = (state: string) => pages.some((page) => page.state === state)
  if (has('reached')) return 'reached'
  return has('unreachable') && !has('sending') ? 'unreachable' : 'sending'
}
