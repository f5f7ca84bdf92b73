import { Button, type ButtonProps } from '@mantine/core'
import { useEffect, useState } from 'react'
import { after } from '../ports/clock.ts'

const armedMs = 4_000

/** Asks once more in place: the first press shows `question`, a second within four seconds does it. */
export function ConfirmButton({
  label,
  question,
  onConfirm,
  ...rest
}: { label: string; question: string; onConfirm: () => void } & ButtonProps) {
  const [isArmed, setIsArmed] = useState(false)
  useEffect(() => (isArmed ? after(armedMs, () => setIsArmed(false)) : undefined), [isArmed])
  return (
    <Button
      variant="default"
      {...rest}
      color={isArmed ? 'red' : rest.color}
      onClick={() => {
        if (isArmed) onConfirm()
        setIsArmed(!isArmed)
      }}
    >
      {isArmed ? question : label}
    </Button>
  )
}
