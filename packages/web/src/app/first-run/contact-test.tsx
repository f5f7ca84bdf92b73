import { Button, TextInput } from '@mantine/core'
import IconSend from '@tabler/icons-react/dist/esm/icons/IconSend.mjs'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { keys } from '../../api/keys.ts'
import { whenDone } from '../../api/when-done.ts'
import { type Contact, useRemoveContact, useSendCode, useVerifyContact } from '../../features/people/account.query.ts'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import styles from './first-run.module.css'

/** Sends a test page with a code, and takes the code back: whoever can type it was reached. */
export function ContactTest({ contact: { id, to } }: { contact: Contact }) {
  const { t } = useTranslation()
  const send = useSendCode()
  return (
    <div className={styles.form}>
      <p className={styles.text}>
        {send.isSuccess ? t('firstRun.contact.sent', { to }) : t('firstRun.contact.testText', { to })}
      </p>
      {send.error && <FormError error={send.error} />}
      {send.error && <p className={styles.problem}>{fieldProblems(send.error).to}</p>}
      {send.isSuccess && <CodeForm id={id} />}
      <div className={styles.buttons}>
        <OtherAddress id={id} />
        <Button
          variant={send.isSuccess ? 'default' : 'filled'}
          leftSection={<IconSend size={16} />}
          loading={send.isPending}
          onClick={() => send.mutate(id)}
        >
          {send.isSuccess ? t('firstRun.contact.again') : t('firstRun.contact.test')}
        </Button>
      </div>
    </div>
  )
}

function CodeForm({ id }: { id: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const verify = useVerifyContact()
  const [code, setCode] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    whenDone(verify.mutateAsync({ id, code: code.trim() }), {
      onSuccess: () => {
        notifyDone(t('firstRun.contact.verified'))
        void client.invalidateQueries({ queryKey: keys.firstRun })
        void client.invalidateQueries({ queryKey: keys.home })
      },
    })
  }
  return (
    <form className={styles.code} onSubmit={submit}>
      <TextInput
        label={t('firstRun.contact.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={20}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        classNames={{ input: styles.codeInput ?? '' }}
        autoFocus
        required
        withAsterisk={false}
      />
      <Button type="submit" loading={verify.isPending} disabled={code.trim() === ''}>
        {t('firstRun.contact.confirm')}
      </Button>
      {verify.error && (
        <div className={styles.wide}>
          <FormError error={verify.error} />
        </div>
      )}
    </form>
  )
}

/** A wrong address goes: it was never shown to reach anybody. */
function OtherAddress({ id }: { id: string }) {
  const { t } = useTranslation()
  const remove = useRemoveContact()
  const wordsOf = useErrorWords()
  return (
    <Button
      variant="subtle"
      color="gray"
      loading={remove.isPending}
      onClick={() => whenDone(remove.mutateAsync(id), { onError: (error) => notifyFailed(wordsOf(error)) })}
    >
      {t('firstRun.contact.wrongWay')}
    </Button>
  )
}
