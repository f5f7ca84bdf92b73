import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Lifetime {
  startsAt: string
  endsAt: string
}

/** From when and until when something holds; empty is without an end. Two fields, for a row of their own or of others. */
export function LifetimeFields({
  value,
  problems,
  onChange,
}: {
  value: Lifetime
  problems: Record<string, string>
  onChange: (changed: Partial<Lifetime>) => void
}) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        size="xs"
        type="datetime-local"
        label={t('scheduleEditor.startsAt')}
        value={value.startsAt}
        onChange={(event) => onChange({ startsAt: event.currentTarget.value })}
        error={problems.starts_at}
      />
      <TextInput
        size="xs"
        type="datetime-local"
        label={t('scheduleEditor.endsAt')}
        value={value.endsAt}
        onChange={(event) => onChange({ endsAt: event.currentTarget.value })}
        error={problems.ends_at}
      />
    </>
  )
}
