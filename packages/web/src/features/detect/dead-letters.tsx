import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeadLetter } from '../../api/types.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { CodeBlock } from '../../ui/copy-text.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { ErrorState, LoadingState, useErrorWords } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { usePermission } from '../people/session.query.ts'
import styles from './dead-letters.module.css'
import { deadLetterBodyQuery, deadLettersQuery, useDiscard, useReplay, useReplayAll } from './dead-letters.query.ts'
import { readableBody } from './readable-body.ts'

/** Requests that could not be read, kept until the mapping is mended. Nothing is shown while there are none. */
export function DeadLetters({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: letters = [] } = useQuery(deadLettersQuery(id))
  const mayWrite = usePermission('configuration.write')
  if (letters.length === 0) return null
  return (
    <Panel title={t('deadLetters.title')} count={letters.length} action={mayWrite && <ReplayAll id={id} />} isFlush>
      <p className={styles.note}>{t('deadLetters.text')}</p>
      <ul className={styles.list}>
        {letters.map((letter) => (
          <li key={letter.id}>
            <Letter source={id} letter={letter} mayWrite={mayWrite} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function ReplayAll({ id }: { id: string }) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const replay = useReplayAll(id, {
    onSuccess: ({ items }) => {
      const taken = items.filter(({ outcome }) => outcome === 'taken').length
      notifyDone(t('deadLetters.replayedAll', { taken, left: items.length - taken }))
    },
    onError: (error) => notifyFailed(wordsOf(error)),
  })
  return (
    <ConfirmButton
      size="compact-xs"
      label={t('deadLetters.replayAll')}
      question={t('deadLetters.replayQuestion')}
      loading={replay.isPending}
      onConfirm={() => replay.mutate()}
    />
  )
}

function Letter({ source, letter, mayWrite }: { source: string; letter: DeadLetter; mayWrite: boolean }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const [isOpen, setIsOpen] = useState(false)
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'byte', unitDisplay: 'narrow' })
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        <span className={styles.error}>{letter.error}</span>
        <span className={styles.facts}>
          {letter.times > 1 && <span>{t('deadLetters.times', { count: letter.times })}</span>}
          <span>{size.format(letter.bytes)}</span>
          <RelativeTime at={letter.last_at} />
        </span>
      </summary>
      {isOpen && (
        <div className={styles.inside}>
          {mayWrite && <LetterButtons source={source} letter={letter} />}
          <LetterBody source={source} letter={letter.id} />
        </div>
      )}
    </details>
  )
}

function LetterButtons({ source, letter }: { source: string; letter: DeadLetter }) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const onError = (error: unknown) => notifyFailed(wordsOf(error))
  const replay = useReplay(source, {
    onSuccess: ({ outcome, signals, problems }) => {
      if (outcome === 'taken') notifyDone(t('deadLetters.replayed', { count: signals }))
      else notifyFailed({ title: t(`deadLetters.outcome.${outcome}`), text: problems.join(' ') })
    },
    onError,
  })
  const discard = useDiscard(source, { onSuccess: () => notifyDone(t('deadLetters.discarded')), onError })
  return (
    <div className={styles.buttons}>
      <Button size="compact-xs" variant="default" loading={replay.isPending} onClick={() => replay.mutate(letter.id)}>
        {t('deadLetters.replay')}
      </Button>
      <ConfirmButton
        size="compact-xs"
        label={t('deadLetters.discard')}
        question={t('deadLetters.discardQuestion')}
        loading={discard.isPending}
        onConfirm={() => discard.mutate(letter.id)}
      />
    </div>
  )
}

function LetterBody({ source, letter }: { source: string; letter: string }) {
  const { t } = useTranslation()
  const { data, error } = useQuery(deadLetterBodyQuery(source, letter))
  return (
    <>
      {data === undefined && !error && <LoadingState />}
      {error && <ErrorState error={error} />}
      {data !== undefined && <CodeBlock text={readableBody(data)} label={t('common.copy')} />}
    </>
  )
}
