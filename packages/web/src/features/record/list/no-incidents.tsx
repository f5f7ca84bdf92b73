import { Button } from '@mantine/core'
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../../ui/keyboard/key-hint.tsx'
import { EmptyState } from '../../../ui/page-states.tsx'
import { FIRST_VIEW } from '../incident-filters.ts'
import styles from './incident-list.module.css'

/** The filter cannot be read; why stands in its field. */
export function NotUnderstood({ view }: { view: string }) {
  const { t } = useTranslation()
  return (
    <EmptyState icon={<IconSearch size={22} />} title={t('list.notUnderstood')} text={t('list.notUnderstoodText')}>
      <ClearFilters view={view} />
    </EmptyState>
  )
}

/** Nothing matches, or nothing is wrong: two very different things. */
export function NoIncidents({ view, isChanged }: { view: string; isChanged: boolean }) {
  const { t } = useTranslation()
  if (isChanged) {
    return (
      <EmptyState icon={<IconSearch size={22} />} title={t('incidents.noMatch')} text={t('incidents.noMatchText')}>
        <ClearFilters view={view} />
      </EmptyState>
    )
  }
  if (view === 'mine') return <EmptyState icon={<IconCircleCheck size={22} />} title={t('list.noneOfMine')} />
  if (view !== FIRST_VIEW && view !== 'all') {
    return <EmptyState icon={<IconCircleCheck size={22} />} title={t('incidents.noneHere')} />
  }
  const title = view === FIRST_VIEW ? t('incidents.allQuiet') : t('incidents.noneHere')
  return (
    <EmptyState icon={<IconCircleCheck size={22} />} title={title} text={t('incidents.allQuietText')}>
      <Button component={Link} to="/sources" variant="default" size="xs">
        {t('incidents.goToSources')}
      </Button>
      <span className={styles.declareHint}>
        {t('incidents.orDeclare')}
        <KeyHint binding="c" />
      </span>
    </EmptyState>
  )
}

function ClearFilters({ view }: { view: string }) {
  const { t } = useTranslation()
  return (
    <Button renderRoot={(props) => <Link {...props} to="/incidents" search={{ view }} />} variant="default" size="xs">
      {t('common.clearFilters')}
    </Button>
  )
}
