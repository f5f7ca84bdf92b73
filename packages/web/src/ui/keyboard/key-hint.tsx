import styles from './key-hint.module.css'

const isApple = /mac|iphone|ipad/i.test(navigator.userAgent)
const signs: Record<string, string> = { enter: '↵', escape: 'Esc', mod: isApple ? '⌘' : 'Ctrl', shift: '⇧' }

/** The key that does the same. Hidden where there is no keyboard. */
export function KeyHint({ binding }: { binding: string }) {
  return (
    <span className={styles.keys} aria-hidden="true">
      {binding.split(/[ +]/).map((key) => (
        <kbd key={key} className={styles.key}>
          {signs[key] ?? key.toUpperCase()}
        </kbd>
      ))}
    </span>
  )
}
