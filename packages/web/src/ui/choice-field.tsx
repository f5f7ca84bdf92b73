import { Input, SegmentedControl } from '@mantine/core'
import { useId } from 'react'

/** One of a few, all in sight. */
export function ChoiceField<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string
  value: Value
  choices: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}) {
  const id = useId()
  return (
    <Input.Wrapper label={label} labelElement="div" labelProps={{ id }}>
      <SegmentedControl
        fullWidth
        size="sm"
        value={value}
        data={[...choices]}
        onChange={(next) => onChange(next as Value)}
        aria-labelledby={id}
        mt={4}
      />
    </Input.Wrapper>
  )
}
