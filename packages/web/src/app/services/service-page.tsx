import '../../messages/service-texts.ts'
import '../../messages/source-texts.ts'
import '../../messages/organisation-texts.ts'
import { Button, Menu } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Service } from '../../api/types.ts'
import { whenDone } from '../../api/when-done.ts'
import { MaintenanceBanner } from '../../features/detect/quiet/maintenance-banner.tsx'
import { EditServiceDialog } from '../../features/lake/service-dialogs.tsx'
import { ServiceHealth } from '../../features/lake/service-row.tsx'
import {
  formOfService,
  serviceQuery,
  servicesQuery,
  teamsQuery,
  useDeleteService,
  useReplaceService,
} from '../../features/lake/services.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { notifyFailed, notifyUndoable } from '../../ui/notify.ts'
import { OwnedByFile } from '../../ui/owned-by-file.tsx'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState, useErrorWords } from '../../ui/page-states.tsx'
import { Panel, Properties } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import styles from './service-page.module.css'
import { ServiceIncidents, ServiceMonitors, ServiceSignals, ServiceSources, WhoIsPaged } from './service-panels.tsx'

/** One service: how it is, what is open, what speaks for it, and who is paged. */
export function ServicePage() {
  const { id } = useParams({ from: '/frame/services/$id' })
  const { t } = useTranslation()
  const { data: service, error, refetch } = useQuery({ ...serviceQuery(id), refetchInterval: 15_000 })
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/services" label={t('service.back')} />
            <span className={styles.title}>{service?.name ?? id}</span>
            {service && !service.active && <Tag tone="warn">{t('common.inactive')}</Tag>}
            {service && <OwnedByFile owner={service.owned_by} />}
          </>
        }
      >
        {service && <ServiceActions service={service} />}
      </PageHeader>
      {service && <LoadedService service={service} />}
      {!service && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!service && !error && <PageSkeleton />}
    </>
  )
}

function LoadedService({ service }: { service: Service }) {
  const { t } = useTranslation()
  return (
    <PageBody>
      {service.description !== undefined && <p className={styles.about}>{service.description}</p>}
      {!service.active && <p className={styles.note}>{t('service.inactiveText')}</p>}
      <MaintenanceBanner service={service.id} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <ServiceIncidents service={service} />
          <ServiceSignals service={service} />
        </div>
        <div className={styles.column}>
          <FactsPanel service={service} />
          <WhoIsPaged service={service} />
          <ServiceMonitors service={service} />
          <ServiceSources service={service} />
        </div>
      </div>
    </PageBody>
  )
}

function FactsPanel({ service }: { service: Service }) {
  const { t } = useTranslation()
  const { data: teams } = useQuery(teamsQuery)
  const team = teams?.find(({ id }) => id === service.team)
  return (
    <Panel title={t('service.facts')}>
      <Properties
        rows={[
          { name: t('service.health'), value: <ServiceHealth service={service} /> },
          {
            name: t('services.team'),
            value: team ? (
              <Link to="/people/teams">{team.name}</Link>
            ) : (
              ((teams ? service.team : service.team && '…') ?? t('service.noTeam'))
            ),
          },
          {
            name: t('sources.lastSignal'),
            value:
              service.last_signal_at === null ? t('service.neverHeard') : <RelativeTime at={service.last_signal_at} />,
          },
          { name: t('serviceNeeds.dependsOn'), value: <Needs ids={service.depends_on} /> },
          { name: t('serviceNeeds.neededBy'), value: <NeededBy id={service.id} /> },
          { name: t('service.id'), value: <code className={styles.code}>{service.id}</code> },
        ]}
      />
    </Panel>
  )
}

/** What it needs, with how each is. */
function Needs({ ids = [] }: { ids?: readonly string[] | undefined }) {
  const { data: services = [] } = useQuery(servicesQuery)
  const { t } = useTranslation()
  if (ids.length === 0) return t('serviceNeeds.needsNothing')
  return <ServiceLinks services={ids.map((id) => services.find((each) => each.id === id) ?? { id, name: id })} />
}

/** What fails with it. */
function NeededBy({ id }: { id: string }) {
  const { data: services = [] } = useQuery(servicesQuery)
  const { t } = useTranslation()
  const needing = services.filter(({ depends_on = [] }) => depends_on.includes(id))
  return needing.length === 0 ? t('serviceNeeds.needsNothing') : <ServiceLinks services={needing} />
}

function ServiceLinks({ services }: { services: readonly { id: string; name: string }[] }) {
  return services.map(({ id, name }, index) => (
    <span key={id}>
      {index > 0 && ', '}
      <Link to="/services/$id" params={{ id }}>
        {name}
      </Link>
    </span>
  ))
}

/** What the file owns is shown as it is, without the ways to change it. */
function ServiceActions({ service }: { service: Service }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write')
  const [isEditing, setIsEditing] = useState(false)
  if (!mayWrite || service.owned_by === 'file') return null
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconPencil size={15} />} onClick={() => setIsEditing(true)}>
        {t('common.edit')}
      </Button>
      <MoreMenu service={service} />
      {isEditing && <EditServiceDialog service={service} onClose={() => setIsEditing(false)} />}
    </>
  )
}

function MoreMenu({ service }: { service: Service }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const replace = useReplaceService()
  const drop = useDeleteService()
  const wordsOf = useErrorWords()
  const onError = (error: unknown) => notifyFailed(wordsOf(error))
  const setActive = (current: Service, active: boolean) =>
    replace.mutateAsync({ form: { ...formOfService(current), active }, version: current.version })
  const turn = () =>
    setActive(service, !service.active).then(
      (changed) =>
        notifyUndoable({
          message: t(service.active ? 'service.deactivated' : 'service.activated', { name: service.name }),
          undo: () => setActive(changed, service.active),
        }),
      onError,
    )
  const [isDeleting, setIsDeleting] = useState(false)
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button size="xs" variant="default" px={8} aria-label={t('service.more')}>
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void turn()}>
            {t(service.active ? 'service.deactivate' : 'service.activate')}
          </Menu.Item>
          <Menu.Item color="red" onClick={() => setIsDeleting(true)}>
            {t('service.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isDeleting && (
        <ConfirmDialog
          title={t('service.deleteTitle', { name: service.name })}
          text={t('service.deleteText')}
          submitLabel={t('common.delete')}
          onConfirm={() =>
            whenDone(drop.mutateAsync(service.id), { onSuccess: () => void navigate({ to: '/services' }) })
          }
          onClose={() => setIsDeleting(false)}
          isPending={drop.isPending}
          error={drop.error}
        />
      )}
    </>
  )
}
