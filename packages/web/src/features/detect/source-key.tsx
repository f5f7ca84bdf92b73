import '../../messages/source-texts.ts'
import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Source, SourceAddress } from '../../api/types.ts'
import { whenDone } from '../../api/when-done.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { CopyField } from '../../ui/copy-text.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { durationWords } from '../../ui/time/duration-words.ts'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { formatFull } from '../../ui/time/wall-clock.ts'
import { usePermission } from '../people/session.query.ts'
import styles from './source-key.module.css'
import { useRevokeFormerKey, useRotateKey } from './sources.query.ts'

/** How long the former key may work on; `0m` ends it at once. */
const GRACES = ['0m', '1h', '24h', '7d', '30d'] as const

/** A new key, with time to move the senders one by one. */
export function RotateKey({ source }: { source: Source }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write')
  const [isOpen, setIsOpen] = useState(false)
  if (!mayWrite || source.owned_by === 'file') return null
  return (
    <>
      <Button variant="default" size="compact-xs" onClick={() => setIsOpen(true)}>
        {t('sources.rotate')}
      </Button>
      {isOpen && <RotateDialog source={source} onClose={() => setIsOpen(false)} />}
    </>
  )
}

function RotateDialog({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const rotate = useRotateKey()
  const [grace, setGrace] = useState<string>('24h')
  const isAtOnce = grace === '0m'
  const submit = () =>
    whenDone(rotate.mutateAsync({ id: source.id, grace: isAtOnce ? undefined : grace }), {
      onSuccess: () => {
        notifyDone(t('sources.rotated'))
        onClose()
      },
    })
  return (
    <FormDialog
      title={t('sourceKey.rotateTitle', { name: source.name })}
      text={t('sourceKey.rotateText')}
      submitLabel={t('sources.rotate')}
      onSubmit={submit}
      onClose={onClose}
      isPending={rotate.isPending}
      error={rotate.error}
      isDangerous={isAtOnce}
    >
      <Select
        label={t('sourceKey.grace')}
        description={t(isAtOnce ? 'sourceKey.atOnceText' : 'sourceKey.graceText')}
        value={grace}
        data={GRACES.map((each) => ({
          value: each,
          label: each === '0m' ? t('sourceKey.atOnce') : durationWords(each, locale),
        }))}
        onChange={(next) => next !== null && setGrace(next)}
        allowDeselect={false}
        data-autofocus
      />
    </FormDialog>
  )
}

/** The key that was replaced, while it still works: until when, whether anybody still comes with it, and a way to end it. */
export function FormerKey({ source, former }: { source: Source; former: NonNullable<SourceAddress['former']> }) {
  const { t } = useTranslation()
  const reader = useReader()
  const mayWrite = usePermission('configuration.write')
  const revoke = useRevokeFormerKey()
  const wordsOf = useErrorWords()
  return (
    <section className={styles.former} aria-label={t('sourceKey.former')}>
      <div className={styles.head}>
        <strong>{t('sourceKey.former')}</strong>
        <span>{t('sourceKey.worksUntil', { time: formatFull(Date.parse(former.ends_at), reader) })}</span>
      </div>
      {former.key !== null && <CopyField value={former.key} label={t('sources.copyKey')} />}
      <div className={styles.foot}>
        <span data-used={former.last_used_at !== null || undefined} className={styles.use}>
          {former.last_used_at === null ? (
            t('sourceKey.notUsed')
          ) : (
            <>
              {t('sourceKey.lastUsed')} <RelativeTime at={former.last_used_at} />
            </>
          )}
        </span>
        {mayWrite && source.owned_by === 'app' && (
          <ConfirmButton
            size="compact-xs"
            label={t('sourceKey.revoke')}
            question={t('sourceKey.revokeQuestion')}
            loading={revoke.isPending}
            onConfirm={() =>
              // This goes with the key, and what it was to say would go with it.
              void revoke.mutateAsync(source.id).then(
                () => notifyDone(t('sourceKey.revoked')),
                (error) => notifyFailed(wordsOf(error)),
              )
            }
          />
        )}
      </div>
    </section>
  )
}
