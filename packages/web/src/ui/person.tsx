import styles from './person.module.css'

/** One or two letters of a name in a circle; the name itself stands beside it or is the title. */
export function Avatar({ name, size = 20 }: { name: string; size?: number }) {
  return (
    <span
      className={styles.avatar}
      style={{ width: size, height: size, fontSize: size * 0.44, background: `var(--avatar-${hueOf(name)})` }}
      title={name}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  )
}

export function PersonName({ name, note }: { name: string; note?: string | undefined }) {
  return (
    <span className={styles.person}>
      <Avatar name={name} />
      <span className={styles.name}>{name}</span>
      {note !== undefined && <span className={styles.note}>{note}</span>}
    </span>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const last = words.length > 1 ? firstSign(words.at(-1)) : ''
  return `${firstSign(words[0])}${last}`.toUpperCase()
}

/** Not the first code unit: of an emoji or a rare ideograph that would be half of it. */
function firstSign(word = ''): string {
  return [...word][0] ?? ''
}

function hueOf(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997
  return sum % 6
}
