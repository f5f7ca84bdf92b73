import { Button } from '@mantine/core'
import IconMoodSad from '@tabler/icons-react/dist/esm/icons/IconMoodSad.mjs'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../ui/page-states.tsx'

/** Our own fault, or a console that was built anew while this one was open: loading again mends the second. */
export function CrashPage() {
  const { t } = useTranslation()
  return (
    <EmptyState icon={<IconMoodSad size={22} />} title={t('errors.unexpected')} text={t('errors.crashText')}>
      <Button variant="default" onClick={() => location.reload()}>
        {t('errors.reload')}
      </Button>
    </EmptyState>
  )
}
