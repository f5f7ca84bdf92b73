import { Button, Textarea } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { FormError } from '../../../ui/form-error.tsx'
import { KeyHint } from '../../../ui/keyboard/key-hint.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { useNow } from '../../../ui/time/use-now.ts'
import { usePermission } from '../../people/session.query.ts'
import { MatcherFields } from './matcher-fields.tsx'
import { bodyOfDraft, matcherTexts, missingOf, type SilenceDraft, writtenMatchers } from './silence-draft.ts'
import styles from './silence-form.module.css'
import { SilencePreview } from './silence-preview.tsx'
import { type SilenceBody, useSilencePreview } from './silences.query.ts'
import { SpanFields } from './span-fields.tsx'

interface FormProps {
  initial: SilenceDraft
  /** When it began, of one that is active. */
  began?: string
  hint?: string | undefined
  submitLabel: string
  isPending: boolean
  error: unknown
  onSubmit: (body: SilenceBody) => void
}

/** What, how long and why on one side; on the other what that would mute, while it is being written. */
export function SilenceForm({ initial, began, hint, submitLabel, isPending, error, onSubmit }: FormProps) {
  const { t } = useTranslation()
  const { zone } = useReader()
  const nowMs = useNow('quarter_minute')
  const mayWrite = usePermission('silence.write')
  const [draft, setDraft] = useState(initial)
  const change = (changed: Partial<SilenceDraft>) => setDraft((before) => ({ ...before, ...changed }))
  const preview = useSilencePreview(matcherTexts(draft.matchers))
  const missing = missingOf(draft, nowMs, zone)
  const submit = () => {
    if (missing.length === 0 && mayWrite && !isPending) onSubmit(bodyOfDraft(draft, nowMs, zone, began))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit()
  }
  return (
    <div className={styles.columns}>
      <form
        className={styles.form}
        onKeyDown={onKeyDown}
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          submit()
        }}
      >
        <Panel title={t('silence.matchers')}>
          <div className={styles.fields}>
            <p className={styles.text}>{hint ?? t('silence.matchersText')}</p>
            <MatcherFields
              matchers={draft.matchers}
              onChange={(matchers) => change({ matchers })}
              problems={problemsByLine(draft, preview.error)}
            />
          </div>
        </Panel>
        <Panel title={t('silence.length')}>
          <SpanFields draft={draft} began={began} nowMs={nowMs} onChange={change} />
        </Panel>
        <Textarea
          label={t('silence.comment')}
          description={t('silence.commentText')}
          placeholder={t('silence.commentExample')}
          value={draft.comment}
          onChange={(event) => change({ comment: event.currentTarget.value })}
          autosize
          minRows={2}
          maxRows={8}
          required
          {...(initial.comment === '' && { 'data-autofocus': true })}
        />
        {error !== null && error !== undefined && <FormError error={error} />}
        <div className={styles.submit}>
          <span className={styles.missing}>
            {!mayWrite
              ? t('silence.mayNot')
              : missing.length > 0 &&
                t('silence.missing', { what: missing.map((each) => t(`silence.missingParts.${each}`)).join(', ') })}
          </span>
          <Button type="submit" loading={isPending} disabled={missing.length > 0 || !mayWrite}>
            {submitLabel}
            <KeyHint binding="mod+enter" />
          </Button>
        </div>
      </form>
      <SilencePreview preview={preview} isEmpty={writtenMatchers(draft.matchers).length === 0} />
    </div>
  )
}

/** What is wrong with which line: the preview counts only those that are written. */
function problemsByLine({ matchers }: SilenceDraft, error: unknown): ReadonlyMap<number, string> {
  const problems = fieldProblems(error)
  const lines = writtenMatchers(matchers).flatMap(({ key }, index): [number, string][] => {
    const problem = problems[`matcher.${index}`]
    return problem === undefined ? [] : [[key, problem]]
  })
  return new Map(lines)
}
