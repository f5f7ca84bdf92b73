import styles from './person-tone.module.css'
import { backgroundOf, initialsOf, toneOf } from './person-tone.ts'

/** The tone, the pattern and the letters of a person; the name stands beside it. Within an element of the class `toneScope`. */
export function PersonSwatch({ id, name }: { id: string; name: string }) {
  return (
    <span
      className={styles.swatch}
      style={{ background: backgroundOf([id]) }}
      data-pattern={toneOf(id).pattern}
      aria-hidden="true"
    >
      <span className={styles.letters}>{initialsOf(name)}</span>
    </span>
  )
}

/** What has people in tones below it carries this class. */
export const toneScope = styles.tones
