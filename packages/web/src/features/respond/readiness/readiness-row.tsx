import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../../api/when-done.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { notifyDone, notifyFailed } from '../../../ui/notify.ts'
import { useErrorWords } from '../../../ui/page-states.tsx'
import { Avatar } from '../../../ui/person.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { sessionQuery, usePermission } from '../../people/session.query.ts'
import styles from './readiness.module.css'
import { type Readiness, testSourceQuery, useSendTestPage } from './readiness.query.ts'

/** One person: when they are on call, what shows that they can be reached, and what to do where nothing does. */
export function ReadinessRow({ person }: { person: Readiness }) {
  const { t } = useTranslation()
  const { user, schedules, verified_contacts, last_test_at, last_answer_at, problems } = person
  const isReady = problems.length === 0
  return (
    <li className={styles.person} data-ready={isReady || undefined}>
      <Avatar name={user.name} size={28} />
      <div className={styles.name}>
        <span className={styles.nameLine}>
          <strong>{user.name}</strong>{' '}
          {isReady ? <Tag tone="ok">{t('readiness.ready')}</Tag> : <Tag tone="alarm">{t('readiness.isNotReady')}</Tag>}
        </span>
        <span className={styles.sub}>
          <WhenOnCall person={person} />
          {schedules.length > 0 && ` · ${schedules.map(({ name }) => name).join(', ')}`}
        </span>
      </div>
      <dl className={styles.facts}>
        <div>
          <dt>{t('readiness.contacts')}</dt>
          <dd data-wrong={verified_contacts === 0 || undefined}>
            {t('readiness.contactsCount', { count: verified_contacts })}
          </dd>
        </div>
        <div>
          <dt>{t('readiness.tested')}</dt>
          <dd data-wrong={last_test_at === null || undefined}>
            {last_test_at === null ? t('readiness.never') : <RelativeTime at={last_test_at} />}
          </dd>
        </div>
        <div>
          <dt>{t('readiness.answered')}</dt>
          <dd data-wrong={last_answer_at === null || undefined}>
            {last_answer_at === null ? t('readiness.never') : <RelativeTime at={last_answer_at} />}
          </dd>
        </div>
      </dl>
      <Todo person={person} />
    </li>
  )
}

function WhenOnCall({ person: { is_on_call, next_shift_at } }: { person: Readiness }) {
  const { t } = useTranslation()
  const reader = useReader()
  if (is_on_call) return t('readiness.onCallNow')
  if (next_shift_at === null) return t('readiness.notSoon')
  return t('readiness.nextShift', { time: formatMoment(Date.parse(next_shift_at), reader) })
}

/** What helps, one step at a time: nobody can answer a test page that nothing carries to them. */
function Todo({ person: { user, problems } }: { person: Readiness }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const own = session?.user.id === user.id
  const needsContact = problems.includes('no_verified_contact')
  const needsTest = problems.includes('no_test_page') || problems.includes('test_page_unanswered')
  if (problems.length === 0) return null
  return (
    <div className={styles.todo}>
      {problems.includes('deactivated') && (
        <p>
          {t('readiness.todo.deactivated')}{' '}
          <Link to="/on-call/schedules" className={styles.link}>
            {t('readiness.todo.schedules')}
          </Link>
        </p>
      )}
      {needsContact && !problems.includes('deactivated') && (
        <p>
          {own ? (
            <Link to="/account" className={styles.link}>
              {t('readiness.todo.ownContact')}
            </Link>
          ) : (
            t('readiness.todo.contact', { name: user.name })
          )}
        </p>
      )}
      {needsTest && !needsContact && !problems.includes('deactivated') && (
        <>
          <p>{problems.includes('no_test_page') ? t('readiness.todo.noTest') : t('readiness.todo.unanswered')}</p>
          <SendTest user={user} isOwn={own} />
        </>
      )}
    </div>
  )
}

/** To oneself whoever may be paged, to others those who may send them tests; the rest are told whom to ask. */
function SendTest({ user, isOwn }: { user: { id: string; name: string }; isOwn: boolean }) {
  const { t } = useTranslation()
  const words = useErrorWords()
  const mayTest = usePermission(isOwn ? 'incident.respond' : 'source.read_key')
  const { data: source } = useQuery({ ...testSourceQuery, enabled: mayTest })
  const send = useSendTestPage()
  if (!mayTest) return <p>{t('readiness.todo.askManager')}</p>
  if (source === undefined) return null
  if (source === null) return <p>{t('readiness.todo.needsSource')}</p>
  return (
    <ConfirmButton
      size="xs"
      label={t('readiness.sendTest')}
      question={t('readiness.sendTestSure', { name: user.name })}
      loading={send.isPending}
      onConfirm={() =>
        whenDone(send.mutateAsync({ source, user: user.id }), {
          onSuccess: () => notifyDone(t('readiness.testSent', { name: user.name })),
          onError: (error) => notifyFailed(words(error)),
        })
      }
    />
  )
}
