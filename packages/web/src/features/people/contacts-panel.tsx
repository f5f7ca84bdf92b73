import { ActionIcon, Button } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { lazyPart } from '../../ui/lazy-part.ts'
import { PanelSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull } from '../../ui/time/wall-clock.ts'
import { useWords } from '../../ui/use-words.ts'
import { type Contact, ownContactsQuery, useRemoveContact } from './account.query.ts'
import styles from './account-page.module.css'
import { AddContactDialog } from './add-contact-dialog.tsx'
import { sessionQuery } from './session.query.ts'
import { VerifyContactDialog } from './verify-contact-dialog.tsx'

const ThisBrowser = lazyPart(async () => ({ default: (await import('./this-browser.tsx')).ThisBrowser }))
const EndedBrowser = lazyPart(async () => ({ default: (await import('./ended-browser.tsx')).EndedBrowser }))

type OpenDialog = { kind: 'add' } | { kind: 'verify' | 'remove'; contact: Contact }

/** How one is reached, and whether each way has been shown to reach. */
export function ContactsPanel() {
  const { t } = useTranslation()
  const { data: contacts, error, refetch } = useQuery(ownContactsQuery)
  const { data: session } = useQuery(sessionQuery)
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)
  const add = (
    <Button size="xs" variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => setDialog({ kind: 'add' })}>
      {t('contacts.add')}
    </Button>
  )
  return (
    <Panel title={t('contacts.title')} action={add} isFlush>
      <p className={styles.text}>{t('contacts.text')}</p>
      {contacts?.length === 0 && <p className={styles.none}>{t('contacts.none')}</p>}
      {contacts && (
        <ul className={styles.list}>
          {contacts.map((contact) => (
            <ContactRow key={contact.id} contact={contact} onAsk={(kind) => setDialog({ kind, contact })} />
          ))}
        </ul>
      )}
      {contacts && session && (
        <Suspense>
          <ThisBrowser person={session.user.id} contacts={contacts} />
        </Suspense>
      )}
      {!contacts && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PanelSkeleton />)}
      {dialog?.kind === 'add' && (
        <AddContactDialog onClose={close} onAdded={(contact) => setDialog({ kind: 'verify', contact })} />
      )}
      {dialog?.kind === 'verify' && <VerifyContactDialog contact={dialog.contact} onClose={close} />}
      {dialog?.kind === 'remove' && <RemoveContactDialog contact={dialog.contact} onClose={close} />}
    </Panel>
  )
}

function ContactRow({ contact, onAsk }: { contact: Contact; onAsk: (kind: 'verify' | 'remove') => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const reader = useReader()
  const { channel, to, is_verified, ended, failed, opted_out_at } = contact
  // A browser confirms by itself; one that ended is subscribed again where it is.
  const isVerifiable = (!is_verified || failed !== null) && opted_out_at === null && channel !== 'webpush'
  return (
    <li className={styles.row}>
      <span className={styles.main}>
        {words(`channels.${channel}`, channel)}
        <span className={styles.sub} title={to}>
          {to}
        </span>
        {ended && (
          <Suspense>
            <EndedBrowser ended={ended} />
          </Suspense>
        )}
        {opted_out_at !== null && (
          <span className={styles.wrapped}>
            {t('contacts.optedOutText', { time: formatFull(Date.parse(opted_out_at), reader) })}
          </span>
        )}
        {failed && opted_out_at === null && (
          <span className={styles.wrapped}>
            {t(`contacts.failed.${failed.how}`, {
              time: formatFull(Date.parse(failed.at), reader),
              cause: failed.cause,
            })}
          </span>
        )}
      </span>
      {opted_out_at !== null ? (
        <Tag tone="alarm">{t('contacts.optedOut')}</Tag>
      ) : failed ? (
        <Tag tone="alarm">{t('contacts.hasFailed')}</Tag>
      ) : (
        <Tag tone={is_verified ? 'ok' : 'warn'}>{is_verified ? t('contacts.verified') : t('contacts.unverified')}</Tag>
      )}
      <span className={styles.tools}>
        {isVerifiable && (
          <Button size="xs" variant="default" onClick={() => onAsk('verify')}>
            {t('contacts.verify')}
          </Button>
        )}
        <ActionIcon size="lg" aria-label={t('contacts.remove', { to })} onClick={() => onAsk('remove')}>
          <IconTrash size={16} />
        </ActionIcon>
      </span>
    </li>
  )
}

function RemoveContactDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation()
  const remove = useRemoveContact()
  return (
    <FormDialog
      title={t('contacts.removeTitle')}
      text={t('contacts.removeText', { to: contact.to })}
      submitLabel={t('contacts.removeSubmit')}
      onSubmit={() => remove.mutate(contact.id, { onSuccess: onClose })}
      onClose={onClose}
      isPending={remove.isPending}
      isDangerous
      error={remove.error}
    />
  )
}
