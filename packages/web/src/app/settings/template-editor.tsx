import { Button, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { whenDone } from '../../api/when-done.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { OwnedByFileNote } from '../../ui/owned-by-file.tsx'
import { useErrorWords } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useWords } from '../../ui/use-words.ts'
import { TemplatePreview } from './template-preview.tsx'
import {
  type Template,
  type TemplatePlace,
  type TemplateWords,
  useResetTemplate,
  useSaveTemplate,
} from './templates.query.ts'
import styles from './templates-page.module.css'
import { useTemplatePreview } from './use-template-preview.ts'

interface EditorProps {
  place: TemplatePlace
  template: Template | undefined
  /** Of which incident the preview is; none: of an invented one. */
  incident: string | undefined
  mayWrite: boolean
}

/** The words of one place: fields, what a page would look like with them, and the way back to the usual words. */
export function TemplateEditor({ place, template, incident, mayWrite }: EditorProps) {
  const { t } = useTranslation()
  const words = useWords()
  const stored = storedWords(place, template)
  const [typed, setTyped] = useState<TemplateWords>()
  const draft = typed ?? stored
  const isChanged = typed !== undefined && JSON.stringify(typed) !== JSON.stringify(stored)
  const isLocked = !mayWrite || template?.owned_by === 'file'
  const preview = useTemplatePreview({ id: place.id, ...draft, ...(incident !== undefined && { incident }) })
  const save = useSaveTemplate(place.id, template?.version)
  const refused = fieldProblems(save.error)
  const problems = {
    ...refused,
    ...Object.fromEntries(preview.data?.problems.map((each) => [each.field, each.problem]) ?? []),
  }
  const change = (changes: Partial<TemplateWords>) => {
    save.reset()
    setTyped({ ...draft, ...changes })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    whenDone(save.mutateAsync(draft), {
      onSuccess: () => {
        setTyped(undefined)
        notifyDone(t('messageTemplates.saved'))
      },
    })
  }
  return (
    <Panel
      title={words(`messageTemplates.languages.${place.language}`, place.language)}
      action={<StateTag hasOwn={template !== undefined} isChanged={isChanged} />}
    >
      <form className={styles.editor} onSubmit={submit} aria-label={place.id}>
        <OwnedByFileNote owner={template?.owned_by ?? 'app'} />
        {draft.subject !== undefined && (
          <TextInput
            label={place.kind === 'mail' ? t('messageTemplates.subject') : t('messageTemplates.headline')}
            value={draft.subject}
            error={problems.subject}
            readOnly={isLocked}
            classNames={{ input: styles.source }}
            onChange={(event) => change({ subject: event.currentTarget.value })}
          />
        )}
        <Textarea
          label={t('messageTemplates.body')}
          value={draft.body}
          error={problems.body}
          readOnly={isLocked}
          autosize
          minRows={4}
          maxRows={16}
          spellCheck={false}
          classNames={{ input: styles.source }}
          onChange={(event) => change({ body: event.currentTarget.value })}
        />
        <TemplatePreview place={place} preview={preview} />
        {save.error && Object.keys(refused).length === 0 && <FormError error={save.error} />}
        {!isLocked && (
          <div className={styles.buttons}>
            {template && !isChanged && <ResetButton place={place} onReset={() => setTyped(undefined)} />}
            {isChanged && (
              <Button variant="default" onClick={() => setTyped(undefined)}>
                {t('messageTemplates.discard')}
              </Button>
            )}
            <Button type="submit" loading={save.isPending} disabled={!isChanged || Object.keys(problems).length > 0}>
              {t('messageTemplates.save')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  )
}

/** What the fields begin with: what is stored, else what says the same as the usual words. */
function storedWords({ has_subject, subject, body }: TemplatePlace, template: Template | undefined): TemplateWords {
  const words = template ?? { subject, body }
  return has_subject ? { subject: words.subject ?? subject, body: words.body } : { body: words.body }
}

function StateTag({ hasOwn, isChanged }: { hasOwn: boolean; isChanged: boolean }) {
  const { t } = useTranslation()
  if (isChanged) return <Tag tone="warn">{t('messageTemplates.unsaved')}</Tag>
  return hasOwn ? <Tag tone="accent">{t('messageTemplates.own')}</Tag> : <Tag>{t('messageTemplates.usual')}</Tag>
}

function ResetButton({ place, onReset }: { place: TemplatePlace; onReset: () => void }) {
  const { t } = useTranslation()
  const errorWords = useErrorWords()
  const reset = useResetTemplate(place.id)
  return (
    <ConfirmButton
      label={t('messageTemplates.reset')}
      question={t('messageTemplates.resetQuestion')}
      loading={reset.isPending}
      onConfirm={() =>
        whenDone(reset.mutateAsync(), {
          onSuccess: () => {
            onReset()
            notifyDone(t('messageTemplates.wasReset'))
          },
          onError: (error) => notifyFailed(errorWords(error)),
        })
      }
    />
  )
}
