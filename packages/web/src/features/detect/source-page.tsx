import { Button } from '@mantine/core'
import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import IconSend from '@tabler/icons-react/dist/esm/icons/IconSend.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Source } from '../../api/types.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { ErrorState, LoadingState, useErrorWords } from '../../ui/page-states.tsx'
import { Panel, Properties } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { servicesQuery } from '../lake/services.query.ts'
import { usePermission } from '../people/session.query.ts'
import { SourceAddressPanel } from './source-address-panel.tsx'
import styles from './source-page.module.css'
import { SourceTraffic } from './source-traffic.tsx'
import { sourceQuery, useSendTest } from './sources.query.ts'

/** One source: its address, what to paste where, and what came in. */
export function SourcePage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/sources/$id' })
  const { data: source, error, refetch } = useQuery(sourceQuery(id))
  return (
    <>
      <PageHeader
        title={
          <>
            <Link to="/sources" className={styles.back} aria-label={t('sources.back')}>
              <IconChevronLeft size={18} />
            </Link>
            <span className={styles.name}>{source?.name ?? id}</span>
          </>
        }
      >
        <TestButton id={id} />
      </PageHeader>
      {source && <LoadedSource source={source} />}
      {!source && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!source && !error && <LoadingState />}
    </>
  )
}

function LoadedSource({ source }: { source: Source }) {
  return (
    <PageBody>
      <div className={styles.columns}>
        <div className={styles.column}>
          <SourceAddressPanel source={source} />
        </div>
        <div className={styles.column}>
          <SourceTraffic id={source.id} />
          <SettingsPanel source={source} />
        </div>
      </div>
    </PageBody>
  )
}

/** Tries the whole way from here to one’s own telephone. */
function TestButton({ id }: { id: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const mayTest = usePermission('source.read_key')
  const send = useSendTest()
  const wordsOf = useErrorWords()
  const run = () =>
    send.mutate(id, {
      onSuccess: ({ incident }) => void navigate({ to: '/incidents/$id', params: { id: incident } }),
      onError: (error) => notifyFailed(wordsOf(error)),
    })
  return (
    <Button
      size="xs"
      leftSection={<IconSend size={15} />}
      loading={send.isPending}
      disabled={!mayTest}
      title={mayTest ? t('sources.testText') : t('sources.mayNotTest')}
      onClick={run}
    >
      {t('sources.test')}
    </Button>
  )
}

function SettingsPanel({ source }: { source: Source }) {
  const { t } = useTranslation()
  const { data: services = [] } = useQuery(servicesQuery)
  return (
    <Panel
      title={t('sources.settings')}
      action={source.owned_by === 'file' && <Tag title={t('common.ownedByFileText')}>{t('common.ownedByFile')}</Tag>}
    >
      <Properties
        rows={[
          { name: t('sources.system'), value: t(`systems.${source.system}`, { defaultValue: source.system }) },
          {
            name: t('sources.service'),
            value: services.find(({ id }) => id === source.service)?.name ?? source.service ?? t('sources.byLabel'),
          },
          { name: t('sources.groupBy'), value: source.group_by?.join(', ') ?? t('sources.eachAlert') },
          { name: t('sources.resolves'), value: t(source.resolves_when_clear ? 'common.yes' : 'common.no') },
          { name: t('sources.quietPeriod'), value: source.quiet_period },
          {
            name: t('sources.defaultSeverity'),
            value: t(`sourceSeverity.${source.default_severity}`, { defaultValue: source.default_severity }),
          },
          { name: t('sources.every'), value: source.every },
          { name: t('sources.grace'), value: source.grace },
        ]}
      />
    </Panel>
  )
}
