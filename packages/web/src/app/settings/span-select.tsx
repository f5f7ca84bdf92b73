import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const SPANS = [1, 7, 30] as const

/** How far back. */
export function SpanSelect({
  days,
  onChange,
}: {
  days: number | undefined
  onChange: (days: number | undefined) => void
}) {
  const { t } = useTranslation()
  return (
    <Select
      size="xs"
      aria-label={t('audit.when')}
      placeholder={t('audit.always')}
      value={days === undefined ? null : String(days)}
      data={SPANS.map((span) => ({ value: String(span), label: t('audit.days', { count: span }) }))}
      onChange={(span) => onChange(span === null ? undefined : Number(span))}
      clearable
    />
  )
}
