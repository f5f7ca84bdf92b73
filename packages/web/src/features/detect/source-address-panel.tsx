import '../../messages/source-texts.ts'
import './add-source-texts.ts'
import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Source, SourceAddress } from '../../api/types.ts'
import { CodeBlock, CopyField } from '../../ui/copy-text.tsx'
import { ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useWords } from '../../ui/use-words.ts'
import { usePermission } from '../people/session.query.ts'
import { FormerKey, RotateKey } from './source-key.tsx'
import styles from './source-page.module.css'
import { sourceAddressQuery, sourceGuideQuery } from './sources.query.ts'

/** Where to send to, and what to paste for that. Only those who may see keys are shown any of it. */
export function SourceAddressPanel({ source }: { source: Source }) {
  const { t } = useTranslation()
  const mayRead = usePermission('source.read_key')
  const { data, error, refetch } = useQuery({ ...sourceAddressQuery(source.id), enabled: mayRead })
  return (
    <Panel title={t('sources.address')} action={<RotateKey source={source} />}>
      {!mayRead && <p className={styles.note}>{t('sources.mayNotReadKey')}</p>}
      {mayRead && data === undefined && !error && <LoadingState />}
      {data === undefined && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data && <Address source={source} address={data} />}
    </Panel>
  )
}

/** Those whose senders are given the key by itself. */
const KEY_SYSTEMS: readonly string[] = ['pagerduty-events', 'opsgenie', 'otlp', 'syslog']

function Address({ source, address }: { source: Source; address: SourceAddress }) {
  const { t } = useTranslation()
  const { key, addresses, former } = address
  if (key === null) return <p className={styles.note}>{t('sources.keyUnreadable')}</p>
  return (
    <div className={styles.address}>
      {addresses.map((each, index) => (
        <div key={each}>
          <p className={styles.label}>{t(labelOf(source, each, index))}</p>
          <CopyField value={each} label={t('sources.copyAddress')} />
        </div>
      ))}
      {KEY_SYSTEMS.includes(source.system) && (
        <div>
          <p className={styles.label}>
            {t(source.system === 'pagerduty-events' ? 'sources.addressOf.key' : 'sources.addressOf.sourceKey')}
          </p>
          <CopyField value={key} label={t('sources.copyKey')} />
        </div>
      )}
      {former && <FormerKey source={source} former={former} />}
      <Guide id={source.id} />
    </div>
  )
}

function labelOf({ system }: Source, address: string, index: number) {
  if (!address.includes('://')) return 'sources.addressOf.mail'
  return index === 0 || system !== 'alertmanager' ? 'sources.addressOf.webhook' : 'sources.addressOf.api'
}

/** What to paste into the sender, one part at a time. */
function Guide({ id }: { id: string }) {
  const { t } = useTranslation()
  const words = useWords()
  const { data: parts = [] } = useQuery(sourceGuideQuery(id))
  const [chosen, setChosen] = useState<string>()
  const part = parts.find(({ name }) => name === chosen) ?? parts[0]
  if (!part) return null
  return (
    <>
      <div className={styles.exampleHead}>
        {parts.length > 1 && (
          <SegmentedControl
            value={part.name}
            data={parts.map(({ name }) => ({ value: name, label: words(`sourceExample.${name}.name`, name) }))}
            onChange={setChosen}
            aria-label={t('sources.examples')}
          />
        )}
        <p className={styles.note}>{words(`sourceExample.${part.name}.text`, '')}</p>
      </div>
      <CodeBlock text={part.text} label={t('common.copy')} />
    </>
  )
}
