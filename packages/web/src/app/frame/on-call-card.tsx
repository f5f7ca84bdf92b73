import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import IconPhone from '@tabler/icons-react/dist/esm/icons/IconPhone.mjs'
import IconPhoneOff from '@tabler/icons-react/dist/esm/icons/IconPhoneOff.mjs'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/person.tsx'
import { Tip } from '../../ui/tip.tsx'
import styles from './on-call-card.module.css'
import { useOnCall } from './use-on-call.ts'

/** How many faces stand in the card; the rest is a number. */
const facesMax = 4

/** Whether the reader is on call, until when or from when; who is on call now; and what keeps a page from reaching the reader. */
export function OnCallCard({ isNarrow }: { isNarrow: boolean }) {
  const { t } = useTranslation()
  const onCall = useOnCall()
  if (!onCall) return null
  const { isOn, title, text, schedules, people, isUnreachable } = onCall
  const Sign = isOn ? IconPhone : IconPhoneOff
  const card = (
    <Link to="/on-call" className={styles.card} data-on={isOn || undefined} aria-label={isNarrow ? title : undefined}>
      <span className={styles.mine}>
        <Sign size={15} aria-hidden="true" />
        {!isNarrow && (
          <span className={styles.words}>
            <span className={styles.title}>{title}</span>
            {text !== undefined && <span className={styles.text}>{text}</span>}
          </span>
        )}
      </span>
      {!isNarrow && schedules.length > 0 && (
        <span className={styles.now}>
          <span className={styles.nowWord}>{t('onCall.now')}</span>
          {people.length === 0 && <strong className={styles.nobody}>{t('onCall.nobody')}</strong>}
          {people.slice(0, facesMax).map(({ id, name }) => (
            <Avatar key={id} name={name} size={18} />
          ))}
          {people.length > 0 && <span className={styles.names}>{people.map(({ name }) => name).join(', ')}</span>}
        </span>
      )}
    </Link>
  )
  const details = (
    <>
      {isNarrow && <p className={styles.dropdownTitle}>{title}</p>}
      <ul className={styles.schedules}>
        {schedules.map(({ id, name, now, until }) => (
          <li key={id}>
            <span className={styles.scheduleName}>{name}</span>
            <span className={now === undefined ? styles.nobody : undefined}>{now ?? t('onCall.nobody')}</span>
            {until !== undefined && <span className={styles.until}>{until}</span>}
          </li>
        ))}
      </ul>
    </>
  )
  return (
    <>
      {isUnreachable && <Unreachable isNarrow={isNarrow} />}
      <Tip label={details} side="right-end" isCard isOff={schedules.length === 0}>
        {card}
      </Tip>
    </>
  )
}

function Unreachable({ isNarrow }: { isNarrow: boolean }) {
  const { t } = useTranslation()
  return (
    <Link to="/account" className={styles.warning} aria-label={isNarrow ? t('onCall.unreachable') : undefined}>
      <IconAlertTriangle size={15} aria-hidden="true" />
      {!isNarrow && (
        <span className={styles.words}>
          <span className={styles.title}>{t('onCall.unreachable')}</span>
          <span className={styles.text}>{t('onCall.unreachableText')}</span>
        </span>
      )}
    </Link>
  )
}

/** The same on a phone: the state, and a sign when no page would arrive. */
export function OnCallPill() {
  const { t } = useTranslation()
  const onCall = useOnCall()
  if (!onCall) return null
  const { isOn, isUnreachable, title } = onCall
  const word = isOn ? t('onCall.short') : t('onCall.shortOff')
  return (
    <Link
      to={isUnreachable ? '/account' : '/on-call'}
      className={styles.pill}
      data-on={isOn || undefined}
      data-warn={isUnreachable || undefined}
      aria-label={isUnreachable ? `${word}: ${t('onCall.unreachable')}` : title}
    >
      {isUnreachable ? (
        <IconAlertTriangle size={13} aria-hidden="true" />
      ) : isOn ? (
        <IconPhone size={13} aria-hidden="true" />
      ) : (
        <IconPhoneOff size={13} aria-hidden="true" />
      )}
      {word}
    </Link>
  )
}
