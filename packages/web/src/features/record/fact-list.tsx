import IconBraces from '@tabler/icons-react/dist/esm/icons/IconBraces.mjs'
import { Link } from '@tanstack/react-router'
import { createElement, Fragment, type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentFact } from '../../api/types.ts'
import { CodeBlock } from '../../ui/copy-text.tsx'
import { lazyPart } from '../../ui/lazy-part.ts'
import { hoverTitle } from '../../ui/time/hover-title.ts'
import { type Reader, useReader } from '../../ui/time/reader.ts'
import { formatDay, formatFull, formatTimeOfDay } from '../../ui/time/wall-clock.ts'
import type { NoteNow } from './fact-kinds.ts'
import styles from './fact-list.module.css'
import { lookOf } from './fact-looks.ts'
import { writtenWith } from './fact-words.ts'
import { useFactWords } from './use-fact-words.ts'

const MarkdownText = lazyPart(async () => ({ default: (await import('./markdown/markdown-text.tsx')).MarkdownText }))

const OwnNote = lazyPart(async () => ({ default: (await import('./notes/own-note.tsx')).OwnNote }))

/** The entries of a timeline, newest first, with a heading where the day changes. Each can be seen raw, as the record has it. */
export function FactList({
  incidentId,
  facts,
  notes,
  at,
  canWrite,
}: {
  incidentId: string
  facts: readonly IncidentFact[]
  notes: ReadonlyMap<number, NoteNow>
  at: string | null
  canWrite: boolean
}) {
  const { t } = useTranslation()
  const reader = useReader()
  const wordsOf = useFactWords()
  return (
    <ol className={styles.timeline} aria-label={t('timeline.title')}>
      {facts.map((fact, index) => (
        <Fragment key={fact.version}>
          {index > 0 && isNewDay(facts[index - 1], fact, reader) && (
            <li className={styles.day}>{formatDay(Date.parse(fact.at), reader)}</li>
          )}
          <FactRow fact={fact} reader={reader} words={wordsOf(fact)} isLater={at !== null && fact.at > at}>
            <Written incidentId={incidentId} fact={fact} note={notes.get(fact.version)} canWrite={canWrite} />
          </FactRow>
        </Fragment>
      ))}
    </ol>
  )
}

function FactRow({
  fact,
  reader,
  words: { sentence, byline },
  isLater,
  children,
}: {
  fact: IncidentFact
  reader: Reader
  words: { sentence: string; byline: string }
  isLater: boolean
  children: ReactNode
}) {
  const { t } = useTranslation()
  const [isRaw, setIsRaw] = useState(false)
  const { icon: Icon, tone, isQuiet } = lookOf(fact.type)
  const atMs = Date.parse(fact.at)
  const label = t(isRaw ? 'story.hideRaw' : 'story.showRaw')
  return (
    <li className={styles.item} data-quiet={isQuiet || undefined} data-later={isLater || undefined}>
      <time className={styles.time} dateTime={fact.at} {...hoverTitle(() => formatFull(atMs, reader))}>
        {formatTimeOfDay(atMs, reader)}
      </time>
      <span className={styles.mark} data-tone={tone}>
        <Icon size={15} aria-hidden="true" />
      </span>
      <div className={styles.content}>
        <div className={styles.sentence}>{linked(sentence)}</div>
        {byline !== '' && <div className={styles.byline}>{byline}</div>}
        {children}
        {isRaw && <CodeBlock text={JSON.stringify(rawOf(fact), null, 2)} label={t('common.copy')} />}
      </div>
      <button
        type="button"
        className={styles.rawButton}
        aria-label={label}
        title={label}
        aria-expanded={isRaw}
        onClick={() => setIsRaw(!isRaw)}
      >
        <IconBraces size={14} aria-hidden="true" />
      </button>
    </li>
  )
}

/** The fact as the record has it, without the sentence that was made of it. */
function rawOf({ sentence: _, ...fact }: IncidentFact): object {
  return fact
}

function Written({
  incidentId,
  fact,
  note,
  canWrite,
}: {
  incidentId: string
  fact: IncidentFact
  note: NoteNow | undefined
  canWrite: boolean
}) {
  const { t } = useTranslation()
  if (fact.type === 'NoteEdited') return null
  const text = note?.text ?? writtenWith(fact)
  if (note?.isDeleted) return <p className={styles.gone}>{t('story.deletedNote')}</p>
  if (text === undefined) return null
  return (
    <div className={styles.written}>
      <Suspense fallback={text}>
        <MarkdownText source={text} />
      </Suspense>
      <Suspense>{note && <OwnNote incidentId={incidentId} fact={fact} note={note} canWrite={canWrite} />}</Suspense>
    </div>
  )
}

const incidentId = /(INC-\d{4}-\d{4,})/

/** Incidents that a sentence names lead to their pages. */
function linked(sentence: string): ReactNode {
  const parts = sentence.split(incidentId).map((part, index) => (index % 2 === 1 ? incidentLink(part) : part))
  return createElement(Fragment, null, ...parts)
}

function incidentLink(id: string): ReactNode {
  return (
    <Link to="/incidents/$id" params={{ id }} className={styles.link}>
      {id}
    </Link>
  )
}

function isNewDay(before: IncidentFact | undefined, fact: IncidentFact, reader: Reader): boolean {
  return before === undefined || formatDay(Date.parse(before.at), reader) !== formatDay(Date.parse(fact.at), reader)
}
