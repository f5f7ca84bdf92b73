import { ActionIcon, Button, Menu } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Maintenance } from '../../../api/types.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { OwnedByFile } from '../../../ui/owned-by-file.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { durationWords } from '../../../ui/time/duration-words.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { servicesQuery } from '../../lake/services.query.ts'
import { usePermission } from '../../people/session.query.ts'
import { MaintenanceDialog } from './maintenance-dialog.tsx'
import styles from './quiet.module.css'
import { useChangeEnd, useDeleteMaintenance } from './quiet.query.ts'

const TONES = { active: 'warn', upcoming: 'plain', over: 'plain', off: 'plain' } as const

/** What, when, and what it covers; what is under way can be ended or extended here. */
export function MaintenanceRow({ window }: { window: Maintenance }) {
  const { t } = useTranslation()
  return (
    <li className={styles.row} data-off={window.state === 'over' || window.state === 'off' || undefined}>
      <div className={styles.what}>
        <span className={styles.head}>
          <span className={styles.name}>{window.name}</span>
          <Tag tone={TONES[window.state]}>{t(`maintenance.${window.state}`)}</Tag>
          {window.mode === 'low' && <Tag>{t('maintenance.modes.low')}</Tag>}
          {window.pause_monitors && <Tag>{t('maintenance.pausesMonitors')}</Tag>}
          <OwnedByFile owner={window.owned_by} />
        </span>
        <When window={window} />
        <Covers window={window} />
      </div>
      <Actions window={window} />
    </li>
  )
}

function When({ window }: { window: Maintenance }) {
  const { t } = useTranslation()
  const reader = useReader()
  const moment = (at: string) => formatMoment(Date.parse(at), reader)
  const [next] = window.upcoming
  return (
    <span className={styles.quiet}>
      {window.current && (
        <strong className={styles.strong}>
          {t('maintenance.ends')} {moment(window.current.ends_at)}
        </strong>
      )}
      {next && (
        <span>
          {t('maintenance.next')} {moment(next.starts_at)}
        </span>
      )}
      <span>{durationWords(window.lasts, reader.locale)}</span>
      <span>{window.repeat ? t(`maintenance.every.${repeatName(window.repeat)}`) : t('maintenance.once')}</span>
      <span>{window.zone}</span>
    </span>
  )
}

function repeatName({ every, weekday }: NonNullable<Maintenance['repeat']>) {
  if (every !== 'month') return every
  return weekday === undefined ? 'month_day' : 'month_weekday'
}

function Covers({ window }: { window: Maintenance }) {
  const { t } = useTranslation()
  const { data: services = [] } = useQuery(servicesQuery)
  const names = (window.services ?? []).map((id) => services.find((each) => each.id === id)?.name ?? id)
  const all = [...names, ...(window.sources ?? [])]
  const labels = window.labels ?? []
  return (
    <span className={styles.quiet}>
      <span>
        {t('maintenance.covers')}{' '}
        {all.length === 0 && labels.length === 0 ? t('maintenance.everything') : all.join(', ')}
      </span>
      {labels.map((text) => (
        <code key={text} className={styles.matcher}>
          {text}
        </code>
      ))}
    </span>
  )
}

function Actions({ window }: { window: Maintenance }) {
  const { t } = useTranslation()
  const mayEnd = usePermission('silence.write')
  const mayWrite = usePermission('configuration.write') && window.owned_by !== 'file'
  const change = useChangeEnd()
  return (
    <div className={styles.actions}>
      {mayEnd && window.state === 'active' && (
        <>
          <Button
            size="compact-sm"
            variant="default"
            loading={change.isPending && change.variables.how === 'extend'}
            onClick={() => change.mutate({ id: window.id, how: 'extend' })}
          >
            {t('maintenance.extend')}
          </Button>
          <ConfirmButton
            size="compact-sm"
            loading={change.isPending && change.variables.how === 'end'}
            label={t('maintenance.end')}
            question={t('maintenance.endQuestion')}
            onConfirm={() => change.mutate({ id: window.id, how: 'end' })}
          />
        </>
      )}
      {mayWrite && <MoreMenu window={window} />}
    </div>
  )
}

function MoreMenu({ window }: { window: Maintenance }) {
  const { t } = useTranslation()
  const drop = useDeleteMaintenance()
  const [open, setOpen] = useState<'edit' | 'delete'>()
  const close = () => setOpen(undefined)
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size="md" aria-label={`${t('common.edit')}: ${window.name}`}>
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen('edit')}>{t('common.edit')}</Menu.Item>
          <Menu.Item color="red" onClick={() => setOpen('delete')}>
            {t('maintenance.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'edit' && <MaintenanceDialog known={window} onClose={close} />}
      {open === 'delete' && (
        <ConfirmDialog
          title={t('maintenance.deleteTitle', { name: window.name })}
          text={t('maintenance.deleteText')}
          submitLabel={t('common.delete')}
          onConfirm={() => drop.mutate(window.id, { onSuccess: close })}
          onClose={close}
          isPending={drop.isPending}
          error={drop.error}
        />
      )}
    </>
  )
}
