import { Button } from '@mantine/core'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconChecks from '@tabler/icons-react/dist/esm/icons/IconChecks.mjs'
import IconClockPause from '@tabler/icons-react/dist/esm/icons/IconClockPause.mjs'
import IconRotateClockwise from '@tabler/icons-react/dist/esm/icons/IconRotateClockwise.mjs'
import IconSend from '@tabler/icons-react/dist/esm/icons/IconSend.mjs'
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'
import { useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Escalation, IncidentDetail, LadderRung, PagedOnRung } from '../../api/types.ts'
import { useKeysRest } from '../../ui/keyboard/resting-keys.ts'
import { Panel } from '../../ui/panel.tsx'
import { PersonName } from '../../ui/person.tsx'
import { formatLength } from '../../ui/time/elapsed.ts'
import { hoverTitle } from '../../ui/time/hover-title.ts'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { Countdown } from '../../ui/time/stopwatch.tsx'
import { formatFull, formatTimeOfDay, formatWeekdayTime } from '../../ui/time/wall-clock.ts'
import { useWords } from '../../ui/use-words.ts'
import styles from './escalation-ladder.module.css'

/** Who was paged, who comes next and when. Says it as well when nothing comes any more, and why. */
export function EscalationLadder({ incident, isPast = false }: { incident: IncidentDetail; isPast?: boolean }) {
  const { t } = useTranslation()
  const { escalation } = incident
  if (escalation === null) {
    return (
      <Panel title={t('ladder.title')}>
        <p className={styles.note}>{t('ladder.none')}</p>
        <PagingReason incident={incident.id} />
      </Panel>
    )
  }
  return (
    <Panel
      title={t('ladder.title')}
      action={
        <span className={styles.policy}>
          {escalation.policy_name}
          {escalation.passes > 1 && ` · ${t('ladder.pass', { pass: escalation.pass + 1, passes: escalation.passes })}`}
        </span>
      }
      isFlush
    >
      {!isPast && <NextLine incident={incident} escalation={escalation} />}
      <PagingReason incident={incident.id} />
      <ol className={styles.ladder}>
        {escalation.ladder.map((rung) => (
          <Rung key={rung.step} rung={rung} escalation={escalation} isPast={isPast} />
        ))}
        {escalation.admins_called.map(({ at, people }) => (
          <AdminsRung key={at} at={at} people={people} />
        ))}
      </ol>
    </Panel>
  )
}

const PagingReasonDialog = lazy(async () => ({
  default: (await import('./paging-reason-dialog.tsx')).PagingReasonDialog,
}))

/** A way to the question that everybody asks in the morning; what answers it is loaded when somebody does. */
function PagingReason({ incident }: { incident: string }) {
  const { t } = useTranslation()
  // Somebody comes here with the question already.
  const { why } = useSearch({ strict: false })
  const [isOpen, setIsOpen] = useState(why !== undefined)
  useKeysRest(isOpen ? 'why' : null, () => setIsOpen(false))
  return (
    <p className={styles.why}>
      <Button variant="subtle" size="compact-xs" onClick={() => setIsOpen(true)}>
        {t('ladder.why')}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <PagingReasonDialog incident={incident} person={why} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </p>
  )
}

/** The line that matters at night: what happens next, and when. */
function NextLine({ incident, escalation }: { incident: IncidentDetail; escalation: Escalation }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { hold } = incident
  if (hold !== null) {
    return (
      <p className={styles.state} data-tone="plain">
        {t('ladder.held', { time: formatWeekdayTime(Date.parse(hold.until), reader) })}
        <Countdown to={hold.until} whenDue={t('ladder.due')} />
      </p>
    )
  }
  if (escalation.next !== null) {
    const { step, due_at } = escalation.next
    return (
      <p className={styles.state} data-tone={escalation.is_exhausted ? 'alarm' : 'warn'}>
        {step === null ? t('ladder.nextAdmins') : t('ladder.nextStep', { step: step + 1 })}
        <Countdown to={due_at} whenDue={t('ladder.due')} />
      </p>
    )
  }
  if (escalation.is_exhausted) {
    return (
      <p className={styles.state} data-tone="alarm">
        {t('ladder.exhausted')}
      </p>
    )
  }
  return (
    <p className={styles.state} data-tone="ok">
      {incident.owner ? t('ladder.stoppedBy', { name: incident.owner.name }) : t('ladder.stopped')}
    </p>
  )
}

function Rung({ rung, escalation, isPast }: { rung: LadderRung; escalation: Escalation; isPast: boolean }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const due = rung.state === 'next' && !isPast ? escalation.next?.due_at : undefined
  return (
    <li className={styles.rung} data-state={rung.state}>
      <span className={styles.number}>{rung.step + 1}</span>
      <div className={styles.content}>
        <div className={styles.targets}>{rung.targets.map(({ name }) => name).join(', ')}</div>
        {rung.people.map((person) => (
          <CalledPerson key={person.id} person={person} />
        ))}
        {rung.state === 'skipped' && <span className={styles.skipped}>{t('ladder.skipped')}</span>}
      </div>
      <span className={styles.when}>
        {rung.fired_at !== null && <RelativeTime at={rung.fired_at} />}
        {due !== undefined && (
          <strong>
            <Countdown to={due} whenDue={t('ladder.due')} />
          </strong>
        )}
        {rung.fired_at === null &&
          due === undefined &&
          (rung.after_ms === 0
            ? t('ladder.atOnce')
            : t('ladder.after', { length: formatLength(rung.after_ms, locale) }))}
      </span>
    </li>
  )
}

/** Whom a step called, on which ways, and what became of each: sent, received, failed, with when. */
function CalledPerson({ person }: { person: PagedOnRung }) {
  const { t } = useTranslation()
  const words = useWords()
  const reader = useReader()
  return (
    <div className={styles.called}>
      <PersonName name={person.name} />
      {person.pages.length > 0 && (
        <ul className={styles.pages}>
          {person.pages.map(({ channel, state, at }) => (
            <li key={`${channel} ${at}`} className={styles.page} data-state={state}>
              <ReceiptMark state={state} />
              {words(`channels.${channel}`, channel)} {t(`receipts.${state}`)}
              <time dateTime={at} {...hoverTitle(() => formatFull(Date.parse(at), reader))}>
                {formatTimeOfDay(Date.parse(at), reader)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Told by shape as well as by colour: on its way, one tick, two ticks, again, a cross. */
function ReceiptMark({ state }: { state: PagedOnRung['pages'][number]['state'] }) {
  const Mark = receiptMarks[state]
  return <Mark size={13} aria-hidden="true" />
}

const receiptMarks = {
  sending: IconSend,
  handed_over: IconCheck,
  delivered: IconChecks,
  held: IconClockPause,
  retrying: IconRotateClockwise,
  failed: IconX,
} as const

/** Beyond the last step: nobody answered, so those who answer for the installation are called. */
function AdminsRung({ at, people }: { at: string; people: readonly PagedOnRung[] }) {
  const { t } = useTranslation()
  return (
    <li className={styles.rung} data-state="exhausted">
      <span className={styles.number}>!</span>
      <div className={styles.content}>
        <div className={styles.targets}>{t('ladder.admins')}</div>
        {people.map((person) => (
          <CalledPerson key={person.id} person={person} />
        ))}
      </div>
      <span className={styles.when}>
        <RelativeTime at={at} />
      </span>
    </li>
  )
}
