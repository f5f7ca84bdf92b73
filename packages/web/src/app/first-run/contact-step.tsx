import IconBell from '@tabler/icons-react/dist/esm/icons/IconBell.mjs'
import IconDeviceMobile from '@tabler/icons-react/dist/esm/icons/IconDeviceMobile.mjs'
import IconMail from '@tabler/icons-react/dist/esm/icons/IconMail.mjs'
import IconWebhook from '@tabler/icons-react/dist/esm/icons/IconWebhook.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FirstRun } from '../../api/types.ts'
import { type Contact, ownContactsQuery } from '../../features/people/account.query.ts'
import { sessionQuery } from '../../features/people/session.query.ts'
import { LoadingState } from '../../ui/page-states.tsx'
import { useWords } from '../../ui/use-words.ts'
import { AddressForm } from './address-form.tsx'
import { ByBrowser, isBrowserOffered } from './by-browser.tsx'
import { ChoiceCards } from './choice-cards.tsx'
import { ContactTest } from './contact-test.tsx'
import { DoneNote } from './done-note.tsx'
import styles from './first-run.module.css'
import { MailServer } from './mail-server.tsx'

const channels = ['email', 'webpush', 'ntfy', 'webhook'] as const
type Channel = (typeof channels)[number]
const icons = { email: IconMail, webpush: IconDeviceMobile, ntfy: IconBell, webhook: IconWebhook }

/** How the reader is reached, shown by a page that reaches them. */
export function ContactStep({ firstRun: { contact } }: { firstRun: FirstRun }) {
  const { t } = useTranslation()
  const words = useWords()
  const { data: contacts } = useQuery(ownContactsQuery)
  const { data: session } = useQuery(sessionQuery)
  const [channel, setChannel] = useState<Channel>('email')
  if (contact) {
    const { channel: by, to } = contact
    return <DoneNote text={t('firstRun.contact.reached', { channel: words(`channels.${by}`, by), to })} />
  }
  if (!contacts || !session) return <LoadingState />
  const unverified = contacts.find((each) => each.channel === channel && !each.is_verified)
  return (
    <div className={styles.form}>
      <ChoiceCards
        label={t('firstRun.contact.choose')}
        value={channel}
        choices={channels.filter(isOffered).map((value) => ({
          value,
          label: value === 'webpush' ? t('browser.title') : t(`channels.${value}`),
          text: t(`firstRun.contact.about.${value}`),
          icon: icons[value],
        }))}
        onChange={setChannel}
      />
      {channel === 'webpush' && <ByBrowser person={session.user.id} contacts={contacts} />}
      {channel === 'email' && (
        <MailServer>
          <ByAddress key={channel} channel={channel} contact={unverified} />
        </MailServer>
      )}
      {(channel === 'ntfy' || channel === 'webhook') && (
        <ByAddress key={channel} channel={channel} contact={unverified} />
      )}
    </div>
  )
}

function isOffered(channel: Channel): boolean {
  return channel !== 'webpush' || isBrowserOffered()
}

/** The address if there is none yet, then the test page to it. */
function ByAddress({ channel, contact }: { channel: Exclude<Channel, 'webpush'>; contact: Contact | undefined }) {
  if (!contact) return <AddressForm channel={channel} />
  return <ContactTest key={contact.id} contact={contact} />
}
