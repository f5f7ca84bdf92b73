import { Button } from '@mantine/core'
import IconCompass from '@tabler/icons-react/dist/esm/icons/IconCompass.mjs'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../ui/page-states.tsx'

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <EmptyState icon={<IconCompass size={22} />} title={t('notFound.title')} text={t('notFound.text')}>
      <Button component={Link} to="/incidents" variant="default">
        {t('notFound.back')}
      </Button>
    </EmptyState>
  )
}
