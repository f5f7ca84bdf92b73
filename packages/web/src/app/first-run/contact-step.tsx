import IconBell from '@tabler/icons-react/dist/esm/icons/IconBell.mjs'
import IconMail from '@tabler/icons-react/dist/esm/icons/IconMail.mjs'
import IconWebhook from '@tabler/icons-react/dist/esm/icons/IconWebhook.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FirstRun } from '../../api/types.ts'
import { type Contact, ownContactsQuery } from '../../features/people/account.query.ts'
import { LoadingState } from '../../ui/page-states.tsx'
import { useWords } from '../../ui/use-words.ts'
import { AddressForm } from './address-form.tsx'
import { ChoiceCards } from './choice-cards.tsx'
import { ContactTest } from './contact-test.tsx'
import { DoneNote } from './done-note.tsx'
import styles from './first-run.module.css'
import { MailServer } from './mail-server.tsx'

const channels = ['email', 'ntfy', 'webhook'] as const
type Channel = (typeof channels)[number]
const icons = { email: IconMail, ntfy: IconBell, webhook: IconWebhook }

/** How the reader is reached, shown by a page that reaches them. */
export function ContactStep({ firstRun: { contact } }: { firstRun: FirstRun }) {
  const { t } = useTranslation()
  const words = useWords()
  const { data: contacts } = useQuery(ownContactsQuery)
  const [channel, setChannel] = useState<Channel>('email')
  if (contact) {
    const { channel: by, to } = contact
    return <DoneNote text={t('firstRun.contact.reached', { channel: words(`channels.${by}`, by), to })} />
  }
  if (!contacts) return <LoadingState />
  const unverified = contacts.find((each) => each.channel === channel && !each.is_verified)
  return (
    <div className={styles.form}>
      <ChoiceCards
        label={t('firstRun.contact.choose')}
        value={channel}
        choices={channels.map((value) => ({
          value,
          label: t(`channels.${value}`),
          text: t(`firstRun.contact.about.${value}`),
          icon: icons[value],
        }))}
        onChange={setChannel}
      />
      {channel === 'email' ? (
        <MailServer>
          <ByAddress key={channel} channel={channel} contact={unverified} />
        </MailServer>
      ) : (
        <ByAddress key={channel} channel={channel} contact={unverified} />
      )}
    </div>
  )
}

/** The address if there is none yet, then the test page to it. */
function ByAddress({ channel, contact }: { channel: Channel; contact: Contact | undefined }) {
  if (!contact) return <AddressForm channel={channel} />
  return <ContactTest key={contact.id} contact={contact} />
}
