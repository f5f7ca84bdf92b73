import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Source, SourceAddress } from '../../api/types.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { CodeBlock, CopyField } from '../../ui/copy-text.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { ErrorState, LoadingState, useErrorWords } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { usePermission } from '../people/session.query.ts'
import { sourceExamples } from './source-examples.ts'
import styles from './source-page.module.css'
import { sourceAddressQuery, useRotateKey } from './sources.query.ts'

/** Where to send to, and what to paste for that. Only those who may see keys are shown any of it. */
export function SourceAddressPanel({ source }: { source: Source }) {
  const { t } = useTranslation()
  const mayRead = usePermission('source.read_key')
  const { data, error, refetch } = useQuery({ ...sourceAddressQuery(source.id), enabled: mayRead })
  return (
    <Panel
      title={t('sources.address')}
      action={<RotateButton id={source.id} isOwnedByFile={source.owned_by === 'file'} />}
    >
      {!mayRead && <p className={styles.note}>{t('sources.mayNotReadKey')}</p>}
      {mayRead && data === undefined && !error && <LoadingState />}
      {data === undefined && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data && <Address system={source.system} address={data} />}
    </Panel>
  )
}

function Address({ system, address: { key, addresses } }: { system: string; address: SourceAddress }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(0)
  if (key === null) return <p className={styles.note}>{t('sources.keyUnreadable')}</p>
  const examples = sourceExamples({ system, key, addresses })
  const example = examples[chosen] ?? examples[0]
  return (
    <div className={styles.address}>
      {addresses.map((each, index) => (
        <div key={each}>
          <p className={styles.label}>{t(index === 0 ? 'sources.addressOf.webhook' : 'sources.addressOf.api')}</p>
          <CopyField value={each} label={t('sources.copyAddress')} />
        </div>
      ))}
      {system === 'pagerduty-events' && (
        <div>
          <p className={styles.label}>{t('sources.addressOf.key')}</p>
          <CopyField value={key} label={t('sources.copyKey')} />
        </div>
      )}
      {example && (
        <>
          <div className={styles.exampleHead}>
            <SegmentedControl
              value={String(examples.indexOf(example))}
              data={examples.map(({ id }, index) => ({ value: String(index), label: t(`sources.example.${id}.name`) }))}
              onChange={(next) => setChosen(Number(next))}
              aria-label={t('sources.examples')}
            />
            <p className={styles.note}>{t(`sources.example.${example.id}.text`)}</p>
          </div>
          <CodeBlock text={example.text} label={t('common.copy')} />
        </>
      )}
    </div>
  )
}

function RotateButton({ id, isOwnedByFile }: { id: string; isOwnedByFile: boolean }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write')
  const rotate = useRotateKey()
  const wordsOf = useErrorWords()
  if (!mayWrite || isOwnedByFile) return null
  return (
    <ConfirmButton
      size="compact-xs"
      label={t('sources.rotate')}
      question={t('sources.rotateQuestion')}
      loading={rotate.isPending}
      onConfirm={() =>
        rotate.mutate(id, {
          onSuccess: () => notifyDone(t('sources.rotated')),
          onError: (error) => notifyFailed(wordsOf(error)),
        })
      }
    />
  )
}
