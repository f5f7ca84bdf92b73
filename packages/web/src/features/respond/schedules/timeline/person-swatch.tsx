import styles from './person-tone.module.css'
import { backgroundOf, initialsOf } from './person-tone.ts'
import { useTone } from './tones.tsx'

/** The tone, the pattern and the letters of a person, within `Tones`; the name stands beside it. */
export function PersonSwatch({ id, name }: { id: string; name: string }) {
  const toneOf = useTone()
  return (
    <span
      className={styles.swatch}
      style={{ background: backgroundOf([id], toneOf) }}
      data-pattern={toneOf(id).pattern}
      aria-hidden="true"
    >
      <span className={styles.letters}>{initialsOf(name)}</span>
    </span>
  )
}
