import styles from './key-hint.module.css'

const isApple = /mac|iphone|ipad/i.test(navigator.userAgent)
const signs: Record<string, string> = {
  enter: '↵',
  escape: 'Esc',
  mod: isApple ? '⌘' : 'Ctrl',
  shift: '⇧',
  arrowup: '↑',
  arrowdown: '↓',
  home: 'Home',
  end: 'End',
}

/** The key that does the same. Hidden where there is no keyboard; `isSpoken` where the key is what the line is about. */
export function KeyHint({ binding, isSpoken = false }: { binding: string; isSpoken?: boolean }) {
  return (
    <span className={styles.keys} data-spoken={isSpoken || undefined} aria-hidden={isSpoken ? undefined : 'true'}>
      {binding.split(/[ +]/).map((key) => (
        <kbd key={key} className={styles.key}>
          {signs[key] ?? key.toUpperCase()}
        </kbd>
      ))}
    </span>
  )
}
