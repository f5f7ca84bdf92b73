import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { whenDone } from '../../api/when-done.ts'
import { type Channel, useSaveChannel } from '../../features/people/channels.query.ts'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { textSetting } from './channel-setting.ts'
import styles from './channels-page.module.css'
import { SecretRemoval } from './secret-removal.tsx'

const publicServer = 'https://ntfy.sh'

/** The server of topics, and its token. A stored token is for the stored server only. */
export function NtfyForm({ channel, children }: { channel: Channel; children: ReactNode }) {
  const { t } = useTranslation()
  const save = useSaveChannel('ntfy')
  const shown = { url: textSetting(channel, 'url'), token: textSetting(channel, 'token') }
  const [url, setUrl] = useState(shown.url)
  const [token, setToken] = useState('')
  const problems = fieldProblems(save.error)
  const [isRemoved, setIsRemoved] = useState(false)
  const isStored = shown.token !== '' && url.trim() === shown.url
  const isStoredKept = isStored && !isRemoved
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // The token as it was shown stands for the one that is stored.
    const wanted = token.trim() || (isStoredKept ? shown.token : '')
    whenDone(
      save.mutateAsync({ ...(url.trim() !== '' && { url: url.trim() }), ...(wanted !== '' && { token: wanted }) }),
      { onSuccess: () => notifyDone(t('channelSettings.saved')) },
    )
  }
  return (
    <form className={styles.form} onSubmit={submit} autoComplete="off">
      <TextInput
        label={t('channelSettings.ntfy.url')}
        description={t('channelSettings.ntfy.urlText', { server: publicServer })}
        placeholder={publicServer}
        inputMode="url"
        value={url}
        error={problems.url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('channelSettings.ntfy.token')}
        description={t('channelSettings.ntfy.tokenText')}
        placeholder={isStoredKept ? t('channelSettings.keptSecret') : undefined}
        value={token}
        error={problems.token}
        onChange={(event) => setToken(event.currentTarget.value)}
        autoComplete="new-password"
      />
      {isStored && token === '' && (
        <SecretRemoval label={t('channelSettings.ntfy.token')} isRemoved={isRemoved} onChange={setIsRemoved} />
      )}
      {save.error && <FormError error={save.error} />}
      <div className={styles.buttons}>
        {children}
        <Button
          type="submit"
          variant="default"
          loading={save.isPending}
          disabled={url.trim() === '' && token === '' && !isRemoved}
        >
          {t('channelSettings.save')}
        </Button>
      </div>
    </form>
  )
}
