import { Button } from '@mantine/core'
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import styles from './first-run.module.css'

/** Everything is in place; what most people do next. */
export function AllDone() {
  const { t } = useTranslation()
  return (
    <section className={styles.allDone} role="status">
      <IconCircleCheck className={styles.allDoneIcon} size={36} stroke={1.6} aria-hidden="true" />
      <h2 className={styles.allDoneTitle}>{t('firstRun.allDone')}</h2>
      <p className={styles.introText}>{t('firstRun.allDoneText')}</p>
      <div className={styles.buttons}>
        <Button component={Link} to="/">
          {t('firstRun.toHome')}
        </Button>
        <Button component={Link} to="/people" variant="default">
          {t('firstRun.invite')}
        </Button>
        <Button component={Link} to="/on-call" variant="default">
          {t('firstRun.escalation')}
        </Button>
        <Button component={Link} to="/sources" variant="default">
          {t('firstRun.moreSources')}
        </Button>
      </div>
    </section>
  )
}
