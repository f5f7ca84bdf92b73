import { Button, Textarea } from '@mantine/core'
import IconPhoto from '@tabler/icons-react/dist/esm/icons/IconPhoto.mjs'
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type RefObject,
  Suspense,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../ui/form-error.tsx'
import { KeyHint } from '../../../ui/keyboard/key-hint.tsx'
import { lazyPart } from '../../../ui/lazy-part.ts'
import styles from './note-editor.module.css'
import { PictureList } from './picture-list.tsx'
import { usePictures } from './use-pictures.ts'

const MarkdownText = lazyPart(async () => ({ default: (await import('../markdown/markdown-text.tsx')).MarkdownText }))

/** Writing a note: Markdown with a preview, and pictures by pasting, dropping or choosing them. */
export function NoteEditor({
  incidentId,
  field,
  text,
  onChange,
  onSubmit,
  onLeave,
  submitLabel,
  isPending,
  error,
  isAlwaysOpen = false,
}: {
  incidentId: string
  field: RefObject<HTMLTextAreaElement | null>
  text: string
  onChange: (text: string | ((before: string) => string)) => void
  onSubmit: () => void
  onLeave: () => void
  submitLabel: string
  isPending: boolean
  error: unknown
  isAlwaysOpen?: boolean
}) {
  const { t } = useTranslation()
  const [isPreview, setIsPreview] = useState(false)
  const [isOver, setIsOver] = useState(false)
  const pictures = usePictures(incidentId, (markdown) => {
    setIsPreview(false)
    onChange((before) => (before.trim() === '' ? `${markdown}\n` : `${before.trimEnd()}\n\n${markdown}\n`))
  })
  const isOpen = isAlwaysOpen || text.trim() !== '' || pictures.pending.length > 0
  const isReady = text.trim() !== '' && pictures.pending.every(({ problem }) => problem !== undefined)
  const submit = () => {
    if (isReady && !isPending) onSubmit()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit()
    if (event.key === 'Escape') {
      field.current?.blur()
      onLeave()
    }
  }
  const take = (event: ClipboardEvent | DragEvent, files: FileList | undefined) => {
    setIsOver(false)
    if (!files || files.length === 0) return
    event.preventDefault()
    pictures.add(files)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one of three ways; the button is for everybody.
    <div
      className={styles.editor}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => take(event, event.dataTransfer?.files)}
    >
      {isOver && <span className={styles.drop}>{t('notes.dropHere')}</span>}
      {isPreview ? (
        <section className={styles.preview} aria-label={t('notes.preview')}>
          {text.trim() === '' ? t('notes.empty') : <Preview text={text} />}
        </section>
      ) : (
        <Textarea
          ref={field}
          aria-label={t('actions.note.do')}
          placeholder={t('actions.note.placeholder')}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => take(event, event.clipboardData?.files)}
          rows={Math.min(16, Math.max(isOpen ? 3 : 1, text.split('\n').length))}
          classNames={{ input: styles.field }}
          data-open={isOpen || undefined}
        />
      )}
      <PictureList pictures={pictures} />
      {error !== null && error !== undefined && <FormError error={error} />}
      {isOpen && (
        <div className={styles.foot}>
          <PictureButton onFiles={pictures.add} />
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            onClick={() => setIsPreview(!isPreview)}
            aria-pressed={isPreview}
          >
            {t(isPreview ? 'notes.write' : 'notes.preview')}
          </Button>
          <span className={styles.hint}>{t('notes.hint')}</span>
          {isAlwaysOpen && (
            <Button size="xs" variant="subtle" color="gray" onClick={onLeave}>
              {t('common.cancel')}
            </Button>
          )}
          <Button size="xs" loading={isPending} disabled={!isReady} onClick={submit}>
            {submitLabel}
            <KeyHint binding="mod+enter" />
          </Button>
        </div>
      )}
    </div>
  )
}

function Preview({ text }: { text: string }) {
  return (
    <Suspense fallback={text}>
      <MarkdownText source={text} />
    </Suspense>
  )
}

function PictureButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
      <Button
        size="xs"
        variant="subtle"
        color="gray"
        leftSection={<IconPhoto size={15} aria-hidden="true" />}
        onClick={() => input.current?.click()}
      >
        {t('notes.attach')}
      </Button>
    </>
  )
}
