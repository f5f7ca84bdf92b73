import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../ui/panel.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { useWords } from '../../ui/use-words.ts'
import type { PagingHealth } from './paging-health.query.ts'
import styles from './paging-health-page.module.css'

/** What the auditor found: pages that would not have gone out without it. */
export function PagingFindings({ findings }: Pick<PagingHealth, 'findings'>) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <Panel title={t('pagingHealth.findings')} isFlush>
      <p className={styles.text}>
        {findings.length === 0 ? t('pagingHealth.noFindings') : t('pagingHealth.findingsText')}
      </p>
      {findings.length > 0 && (
        <ul className={styles.failures}>
          {findings.map(({ at, finding, count, incidents }) => (
            <li key={`${at} ${finding}`}>
              <strong>{words(`pagingHealth.finding.${finding}`, finding)}</strong>
              <span>{t('pagingHealth.times', { count })}</span>
              <RelativeTime at={at} />
              <span className={styles.cause}>
                {incidents.map((id) => (
                  <Link key={id} to="/incidents/$id" params={{ id }}>
                    {id}{' '}
                  </Link>
                ))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** Templates for which pages go out in the usual words. */
export function TemplateProblems({ problems }: { problems: PagingHealth['template_problems'] }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('pagingHealth.templates')} isFlush>
      <p className={styles.text}>
        {t('pagingHealth.templatesText')} <Link to="/settings/templates">{t('messageTemplates.title')}</Link>
      </p>
      <ul className={styles.failures}>
        {problems.map(({ template, problem, at, incident }) => (
          <li key={template}>
            <strong>{template}</strong>
            {at && <RelativeTime at={at} />}
            {incident && (
              <Link to="/incidents/$id" params={{ id: incident }}>
                {incident}
              </Link>
            )}
            <span className={styles.cause}>{problem}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
