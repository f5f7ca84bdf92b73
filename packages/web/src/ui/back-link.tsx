import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import { Link, type LinkProps } from '@tanstack/react-router'
import styles from './back-link.module.css'

/** Leads from one thing to the list that it stands in; before the title. */
export function BackLink({ to, params, label }: Pick<LinkProps, 'to' | 'params'> & { label: string }) {
  return (
    <Link to={to} params={params} className={styles.back} aria-label={label}>
      <IconChevronLeft size={18} />
    </Link>
  )
}
