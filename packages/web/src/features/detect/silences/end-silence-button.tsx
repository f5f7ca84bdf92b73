import { Button, type ButtonProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Silence } from '../../../api/types.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { useEndSilence } from './silences.query.ts'

/** Asks only where alerts come in by it and may page people; it can be taken back in either case. */
export function EndSilenceButton({ silence, size }: { silence: Silence; size: ButtonProps['size'] }) {
  const { t } = useTranslation()
  const end = useEndSilence()
  const looks = { size, loading: end.isPending }
  if (silence.muted === 0)
    return (
      <Button {...looks} variant="default" onClick={() => end.mutate(silence)}>
        {t('silence.end')}
      </Button>
    )
  return (
    <ConfirmButton
      {...looks}
      label={t('silence.end')}
      question={t('silence.endQuestion', { count: silence.muted })}
      onConfirm={() => end.mutate(silence)}
    />
  )
}
