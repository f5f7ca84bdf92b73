import { Link, type LinkProps } from '@tanstack/react-router'
import styles from './door-link.module.css'

/** The way from one page before the frame to another, under its form. */
export function DoorLink(props: LinkProps) {
  return <Link {...props} className={styles.link} />
}
