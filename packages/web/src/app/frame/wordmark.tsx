import { Link } from '@tanstack/react-router'
import styles from './wordmark.module.css'

const name = 'Tocsin'

export function Wordmark({ isNarrow = false }: { isNarrow?: boolean }) {
  return (
    <Link to="/" className={styles.wordmark} aria-label={name}>
      <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#c2410c" />
        <path
          d="M16 6c-4.2 0-6.6 3-6.6 7v3.6L7.4 20.4c-.4.8.1 1.6 1 1.6h15.2c.9 0 1.4-.8 1-1.6l-2-3.8V13c0-4-2.4-7-6.6-7Z"
          fill="#fff"
        />
        <circle cx="16" cy="24.6" r="2.4" fill="#fff" />
      </svg>
      {!isNarrow && name}
    </Link>
  )
}
