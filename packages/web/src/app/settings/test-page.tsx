import { Button } from '@mantine/core'
import IconSend from '@tabler/icons-react/dist/esm/icons/IconSend.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { sourcesQuery, useSendTest } from '../../features/detect/sources.query.ts'
import { ownContactsQuery } from '../../features/people/account.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import styles from './channels-page.module.css'

/** Tries the whole way to one’s own mailbox, or says what is still missing for that. */
export function TestPage() {
  const { t } = useTranslation()
  const mayTest = usePermission('source.read_key')
  const { data: sources } = useQuery(sourcesQuery)
  const { data: contacts } = useQuery(ownContactsQuery)
  if (!mayTest || !sources || !contacts) return null
  const source = sources.find(({ active }) => active)
  if (!contacts.some(({ channel, is_verified }) => channel === 'email' && is_verified)) {
    return (
      <Lacking text={t('channelSettings.test.noContact')}>
        <Link to="/account">{t('channelSettings.test.toAccount')}</Link>
      </Lacking>
    )
  }
  if (!source) {
    return (
      <Lacking text={t('channelSettings.test.noSource')}>
        <Link to="/sources">{t('channelSettings.test.toSources')}</Link>
      </Lacking>
    )
  }
  return <TestButton id={source.id} />
}

function Lacking({ text, children }: { text: string; children: ReactNode }) {
  return (
    <p className={styles.test}>
      <span className={styles.text}>{text}</span>
      {children}
    </p>
  )
}

function TestButton({ id }: { id: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const send = useSendTest()
  const wordsOf = useErrorWords()
  const run = () =>
    send.mutate(id, {
      onSuccess: ({ incident }) => void navigate({ to: '/incidents/$id', params: { id: incident } }),
      onError: (error) => notifyFailed(wordsOf(error)),
    })
  return (
    <div className={styles.test}>
      <span className={styles.text}>{t('channelSettings.test.text')}</span>
      <Button size="xs" variant="default" leftSection={<IconSend size={15} />} loading={send.isPending} onClick={run}>
        {t('channelSettings.test.submit')}
      </Button>
    </div>
  )
}
