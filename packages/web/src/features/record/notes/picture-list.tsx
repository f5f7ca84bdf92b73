import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './note-editor.module.css'
import type { usePictures } from './use-pictures.ts'

/** Pictures that are on their way, and those that did not get there. */
export function PictureList({ pictures }: { pictures: ReturnType<typeof usePictures> }) {
  const { t } = useTranslation()
  const { pending, retry, discard } = pictures
  if (pending.length === 0) return null
  return (
    <ul className={styles.pictures}>
      {pending.map((each) => {
        const percent = Math.round(each.share * 100)
        const name = each.file.name
        return (
          <li key={each.key} className={styles.picture}>
            {each.problem === undefined ? (
              <>
                <span>{t('notes.uploading', { name, percent })}</span>
                <progress value={percent} max={100} aria-label={name} className={styles.progress} />
              </>
            ) : (
              <>
                <span role="alert" className={styles.problem}>
                  {t('notes.uploadFailed', { name, problem: each.problem })}
                </span>
                <Button size="compact-xs" variant="default" onClick={() => retry(each)}>
                  {t('notes.retry')}
                </Button>
              </>
            )}
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => discard(each)}>
              {t('notes.discard')}
            </Button>
          </li>
        )
      })}
    </ul>
  )
}
