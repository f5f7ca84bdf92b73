import { useTranslation } from 'react-i18next'
import { FormError } from '../../ui/form-error.tsx'
import { useWords } from '../../ui/use-words.ts'
import type { TemplatePlace } from './templates.query.ts'
import styles from './templates-page.module.css'
import type { useTemplatePreview } from './use-template-preview.ts'

/** A page as its channel would write it, and what is added to the words by itself. */
export function TemplatePreview({
  place,
  preview: { data, error },
}: {
  place: TemplatePlace
  preview: ReturnType<typeof useTemplatePreview>
}) {
  const { t } = useTranslation()
  const words = useWords()
  if (error) return <FormError error={error} />
  return (
    <figure className={styles.preview} aria-live="polite">
      <figcaption>{data?.is_usual ? t('messageTemplates.previewUsual') : t('messageTemplates.preview')}</figcaption>
      <div className={styles.message} lang={place.language}>
        {data?.subject && <strong>{data.subject}</strong>}
        <p>{data?.text ?? '…'}</p>
        {data && data.buttons.length > 0 && (
          <p className={styles.faint}>{t('messageTemplates.buttons', { buttons: data.buttons.join(' · ') })}</p>
        )}
      </div>
      <p className={styles.faint}>
        {words(`messageTemplates.answers.${place.kind}`, '')}{' '}
        {place.kind === 'sms' && data && t('messageTemplates.smsHint', { length: data.text.length })}
      </p>
    </figure>
  )
}
