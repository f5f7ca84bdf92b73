import '../../messages/channel-texts.ts'
import { Button, PasswordInput, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { whenDone } from '../../api/when-done.ts'
import { useSaveChannel } from '../../features/people/channels.query.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { type ChannelFormProps, problemsBelow, same, textSetting } from './channel-setting.ts'
import styles from './channels-page.module.css'
import {
  emptySmtpForm,
  isPort,
  isSmtpHost,
  keepsPassword,
  readSmtpAddress,
  SMTP_SECURITIES,
  smtpAddress,
  usualPort,
} from './smtp-address.ts'

/** The mail server in fields. A password that is stored stays, unless it would go to another place. */
export function EmailForm({ channel, children, whole = same }: ChannelFormProps) {
  const { t } = useTranslation()
  const save = useSaveChannel('email')
  const shown = textSetting(channel, 'url')
  const stored = readSmtpAddress(shown)
  const [form, setForm] = useState(stored?.form ?? emptySmtpForm)
  const [password, setPassword] = useState('')
  const [from, setFrom] = useState(textSetting(channel, 'from'))
  const problems = problemsBelow(fieldProblems(save.error), channel)
  const set = (changed: Partial<typeof form>) => setForm((before) => ({ ...before, ...changed }))
  const isSamePlace = stored !== undefined && keepsPassword(stored.form, form)
  const mustTypeAgain = stored?.hasPassword === true && !isSamePlace && form.user !== '' && password === ''
  const isHostWrong = form.host !== '' && !isSmtpHost(form.host)
  const isReady = isSmtpHost(form.host) && isPort(form.port) && from.trim() !== '' && !mustTypeAgain
  const isInClear = (form.security === 'optional' || form.security === 'never') && form.user !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const url = isSamePlace && password === '' ? shown : smtpAddress(form, password)
    whenDone(save.mutateAsync(whole({ url, from: from.trim() })), {
      onSuccess: () => notifyDone(t('channelSettings.saved')),
    })
  }
  return (
    <form className={styles.form} onSubmit={submit} autoComplete="off">
      <div className={styles.server}>
        <TextInput
          label={t('channelSettings.email.host')}
          placeholder={t('channelSettings.email.hostExample')}
          value={form.host}
          error={isHostWrong ? t('channelSettings.email.hostProblem') : problems.url}
          onChange={(event) => set({ host: event.currentTarget.value.trim() })}
          spellCheck={false}
        />
        <TextInput
          label={t('channelSettings.email.port')}
          placeholder={usualPort(form.security)}
          inputMode="numeric"
          value={form.port}
          error={isPort(form.port) ? undefined : t('channelSettings.email.portProblem')}
          onChange={(event) => set({ port: event.currentTarget.value.trim() })}
        />
      </div>
      <Select
        label={t('channelSettings.email.security')}
        value={form.security}
        data={SMTP_SECURITIES.map((value) => ({ value, label: t(`channelSettings.email.securityOf.${value}`) }))}
        onChange={(security) => security !== null && set({ security })}
        error={isInClear ? t('channelSettings.email.inClear') : undefined}
        allowDeselect={false}
      />
      <ChoiceField
        label={t('channelSettings.email.certificate')}
        value={form.isAnyCertificate ? 'any' : 'checked'}
        choices={(['checked', 'any'] as const).map((value) => ({
          value,
          label: t(`channelSettings.email.certificateOf.${value}`),
        }))}
        onChange={(value) => set({ isAnyCertificate: value === 'any' })}
      />
      <TextInput
        label={t('channelSettings.email.user')}
        description={t('channelSettings.email.userText')}
        value={form.user}
        onChange={(event) => set({ user: event.currentTarget.value })}
        autoComplete="off"
      />
      <PasswordInput
        label={t('channelSettings.password')}
        placeholder={stored?.hasPassword && isSamePlace ? t('channelSettings.keptSecret') : undefined}
        error={mustTypeAgain ? t('channelSettings.email.passwordAgain') : undefined}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        disabled={form.user === ''}
        autoComplete="new-password"
      />
      <TextInput
        label={t('channelSettings.email.from')}
        placeholder={t('channelSettings.email.fromExample')}
        value={from}
        error={problems.from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      {save.error && <FormError error={save.error} />}
      <div className={styles.buttons}>
        {children}
        <Button type="submit" loading={save.isPending} disabled={!isReady}>
          {t('channelSettings.save')}
        </Button>
      </div>
    </form>
  )
}
