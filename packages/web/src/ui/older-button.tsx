import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Below a list of the newest: the page before them, as long as there is one. */
export function OlderButton({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}) {
  const { t } = useTranslation()
  if (!query.hasNextPage) return null
  return (
    <Button
      variant="subtle"
      color="gray"
      size="xs"
      fullWidth
      loading={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {t('common.showOlder')}
    </Button>
  )
}
