import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { type Contact, useSendCode, useVerifyContact } from './account.query.ts'
import styles from './account-page.module.css'

/** Sends a code as soon as it opens, and takes it back. */
export function VerifyContactDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation()
  const { id, to } = contact
  const send = useSendCode()
  const verify = useVerifyContact()
  const [code, setCode] = useState('')
  const { mutate } = send
  const wasSent = useRef(false)
  useEffect(() => {
    // Effects run twice while developing; codes that are sent are counted.
    if (wasSent.current) return
    wasSent.current = true
    mutate(id)
  }, [mutate, id])
  return (
    <FormDialog
      title={t('contacts.verifyTitle')}
      text={send.isSuccess ? t('contacts.sent', { to }) : send.isPending ? t('contacts.sending', { to }) : undefined}
      submitLabel={t('contacts.verify')}
      onSubmit={() => verify.mutate({ id, code: code.trim() }, { onSuccess: onClose })}
      onClose={onClose}
      isPending={verify.isPending}
      isReady={code.trim() !== ''}
      error={verify.error ?? send.error}
    >
      <TextInput
        label={t('contacts.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={20}
        value={code}
        error={fieldProblems(send.error).to}
        onChange={(event) => setCode(event.currentTarget.value)}
        required
        data-autofocus
      />
      <Button
        className={styles.again}
        size="xs"
        variant="subtle"
        loading={send.isPending}
        onClick={() => {
          verify.reset()
          mutate(id)
        }}
      >
        {t('contacts.resend')}
      </Button>
    </FormDialog>
  )
}
