import type { Icon } from '@tabler/icons-react'
import { useId } from 'react'
import styles from './choice-cards.module.css'

export interface ChoiceCard<Value extends string> {
  value: Value
  label: string
  text: string
  icon: Icon
}

/** One of a few that need a sentence each; real radio buttons underneath. */
export function ChoiceCards<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string
  value: Value
  choices: readonly ChoiceCard<Value>[]
  onChange: (value: Value) => void
}) {
  const name = useId()
  return (
    <fieldset className={styles.choices} data-pairs={choices.length % 2 === 0 || undefined}>
      <legend className={styles.legend}>{label}</legend>
      {choices.map(({ value: each, label: title, text, icon: ChoiceIcon }) => (
        <label key={each} className={styles.choice} data-chosen={each === value || undefined}>
          <input
            type="radio"
            className={styles.radio}
            name={name}
            checked={each === value}
            onChange={() => onChange(each)}
          />
          <ChoiceIcon size={20} stroke={1.6} aria-hidden="true" />
          <span className={styles.title}>{title}</span>
          <span className={styles.text}>{text}</span>
        </label>
      ))}
    </fieldset>
  )
}
