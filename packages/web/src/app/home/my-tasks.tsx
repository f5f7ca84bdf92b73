import './tasks-texts.ts'
import { Button } from '@mantine/core'
import IconArchive from '@tabler/icons-react/dist/esm/icons/IconArchive.mjs'
import IconArrowsExchange from '@tabler/icons-react/dist/esm/icons/IconArrowsExchange.mjs'
import IconBellRinging from '@tabler/icons-react/dist/esm/icons/IconBellRinging.mjs'
import IconCategory from '@tabler/icons-react/dist/esm/icons/IconCategory.mjs'
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import IconHeartbeat from '@tabler/icons-react/dist/esm/icons/IconHeartbeat.mjs'
import IconMailCheck from '@tabler/icons-react/dist/esm/icons/IconMailCheck.mjs'
import IconMessageDots from '@tabler/icons-react/dist/esm/icons/IconMessageDots.mjs'
import IconNotes from '@tabler/icons-react/dist/esm/icons/IconNotes.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '../../api/types.ts'
import { Panel } from '../../ui/panel.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { type Reader, useReader } from '../../ui/time/reader.ts'
import { formatHour, formatMoment } from '../../ui/time/wall-clock.ts'
import { useWords } from '../../ui/use-words.ts'
import styles from './my-tasks.module.css'
import { tasksQuery } from './tasks.query.ts'

const shownMax = 5

const ICONS: Record<Task['kind'], typeof IconNotes> = {
  ...{ answer_request: IconArrowsExchange, add_contact: IconBellRinging, verify_contact: IconMailCheck },
  ...{ test_page: IconBellRinging, write_handover: IconNotes, say_how_it_goes: IconMessageDots },
  ...{ classify: IconCategory, verify: IconHeartbeat, close: IconArchive },
}

/** What the server says is asked of the reader, each a way to where it is done. Without tasks there is no panel. */
export function MyTasks() {
  const { t } = useTranslation()
  const { data } = useQuery(tasksQuery)
  const [isUnfolded, setIsUnfolded] = useState(false)
  if (!data || data.items.length === 0) return null
  const shown = isUnfolded ? data.items : data.items.slice(0, shownMax)
  const folded = data.items.length - shown.length
  const beyond = data.total - data.items.length
  return (
    <Panel title={t('tasks.title')} count={data.total} isFlush>
      <ul className={styles.list}>
        {shown.map((task) => (
          <TaskRow key={keyOf(task)} task={task} />
        ))}
      </ul>
      {folded > 0 && (
        <Button className={styles.more} variant="subtle" color="gray" fullWidth onClick={() => setIsUnfolded(true)}>
          {t('tasks.more', { count: folded })}
        </Button>
      )}
      {folded === 0 && beyond > 0 && <p className={styles.beyond}>{t('tasks.beyond', { count: beyond })}</p>}
    </Panel>
  )
}

function keyOf({ kind, incident, request, contact, schedule }: Task): string {
  return [kind, incident?.id ?? request?.id ?? contact?.id ?? schedule?.id].join(' ')
}

function TaskRow({ task }: { task: Task }) {
  const { t } = useTranslation()
  const reader = useReader()
  const words = useWords()
  const { kind, incident, contact } = task
  const Sign = ICONS[kind] ?? IconNotes
  const channel = contact ? words(`channels.${contact.channel}`, contact.channel) : ''
  return (
    <li className={styles.row}>
      <Link {...placeOf(task)} className={styles.link}>
        <span className={styles.sign}>
          <Sign size={17} stroke={1.7} aria-hidden="true" />
        </span>
        <span className={styles.words}>
          <span className={styles.what}>
            <strong>{whatOf(task, t, channel)}</strong>
            {incident && (
              <span className={styles.incident}>
                <PriorityBadge priority={incident.priority} />
                <span className={styles.title} title={incident.title}>
                  {incident.title}
                </span>
              </span>
            )}
          </span>
          <span className={styles.why}>{whyOf(task, t, reader)}</span>
        </span>
        <IconChevronRight className={styles.go} size={15} aria-hidden="true" />
      </Link>
    </li>
  )
}

/** Where it is done. */
function placeOf({ kind, incident }: Task): LinkProps {
  if (incident) return { to: '/incidents/$id', params: { id: incident.id } }
  if (kind === 'test_page') return { to: '/on-call/readiness' }
  return kind === 'answer_request' || kind === 'write_handover' ? { to: '/on-call/mine' } : { to: '/account' }
}

function whatOf({ kind, request, allowed }: Task, t: TFunction, channel: string): string {
  if (kind === 'test_page' && !allowed) return t('tasks.what.askForTestPage')
  if (request) return t(`tasks.what.${request.kind}`, { name: request.requester.name })
  return t(`tasks.what.${kind as Exclude<typeof kind, 'answer_request'>}`, { channel })
}

function whyOf({ kind, request, contact, schedule, due_at: dueAt }: Task, t: TFunction, reader: Reader): string {
  const moment = (at: string) => formatMoment(Date.parse(at), reader)
  const about = { schedule: schedule?.name ?? '', to: contact?.to ?? '' }
  if (request) {
    const span = { ...about, from: moment(request.starts_at), to: moment(request.ends_at) }
    return t(request.can_accept ? 'tasks.why.request' : 'tasks.why.requestBlocked', span)
  }
  if (kind === 'test_page' && dueAt === null) return t('tasks.why.testPageNow', about)
  if (kind === 'verify' && dueAt !== null)
    return t('tasks.why.verifyUntil', { time: formatHour(Date.parse(dueAt), reader) })
  const time = dueAt === null ? '' : kind === 'test_page' ? moment(dueAt) : formatHour(Date.parse(dueAt), reader)
  return t(`tasks.why.${kind as Exclude<typeof kind, 'answer_request'>}`, { ...about, time })
}
