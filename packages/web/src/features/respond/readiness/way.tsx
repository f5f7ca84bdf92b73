import { useWords } from '../../../ui/use-words.ts'
import styles from './readiness.module.css'

const SCHEMES: Readonly<Record<string, string>> = { voice: 'tel:', sms: 'sms:', email: 'mailto:' }

/** A number or an address that can be pressed. */
export function Way({ channel, to }: { channel: string; to: string }) {
  const words = useWords()
  const scheme = SCHEMES[channel]
  const address = channel === 'email' ? to : to.replace(/[^\d+]/g, '')
  return (
    <li className={styles.way}>
      <span className={styles.channel}>{words(`channels.${channel}`, channel)}</span>
      {scheme === undefined ? (
        <span className={styles.to}>{to}</span>
      ) : (
        <a className={styles.to} href={`${scheme}${address}`}>
          {to}
        </a>
      )}
    </li>
  )
}
