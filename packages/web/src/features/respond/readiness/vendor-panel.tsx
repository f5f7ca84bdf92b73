import { ActionIcon, Button, Menu } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { OwnedByFile } from '../../../ui/owned-by-file.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { policiesQuery } from '../../lake/services.query.ts'
import { usePermission } from '../../people/session.query.ts'
import { vendorsQuery } from '../policies.query.ts'
import { useWeekdayName } from '../schedules/editor/use-weekday-name.ts'
import { PlaceState } from './place-state.tsx'
import { placesQuery } from './places.query.ts'
import styles from './readiness.module.css'
import type { EmergencyVendor } from './readiness.query.ts'
import { VendorDialog } from './vendor-dialog.tsx'
import { usesOf, type Vendor } from './vendor-draft.ts'
import { useDeleteVendor } from './vendors.query.ts'
import { Way } from './way.tsx'

type Asked = { what: 'add' } | { what: 'edit' | 'delete'; vendor: Vendor }

/** Whom to call outside: how, what to name, at which hours, and which policies page them. */
export function VendorPanel({ vendors, hasAny }: { vendors: readonly EmergencyVendor[]; hasAny: boolean }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write')
  const { data: known = [] } = useQuery(vendorsQuery)
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  return (
    <Panel
      title={t('emergency.vendors')}
      count={vendors.length}
      isFlush={vendors.length > 0}
      action={
        mayWrite && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => setAsked({ what: 'add' })}
          >
            {t('vendor.add')}
          </Button>
        )
      }
    >
      {vendors.length === 0 && (
        <p className={styles.none}>
          {t(hasAny ? 'emergency.noneFound' : mayWrite ? 'vendor.none' : 'emergency.vendorsNone')}
        </p>
      )}
      <ul className={styles.rows}>
        {vendors.map((vendor) => (
          <VendorRow
            key={vendor.id}
            vendor={vendor}
            known={known.find(({ id }) => id === vendor.id)}
            onAsk={mayWrite ? setAsked : undefined}
          />
        ))}
      </ul>
      {(asked?.what === 'add' || asked?.what === 'edit') && (
        <VendorDialog vendor={asked.what === 'edit' ? asked.vendor : undefined} onClose={close} />
      )}
      {asked?.what === 'delete' && <DeleteVendor vendor={asked.vendor} onClose={close} />}
    </Panel>
  )
}

function VendorRow({
  vendor: { id, name, phone, contacts, reference, hours },
  known,
  onAsk,
}: {
  vendor: EmergencyVendor
  known: Vendor | undefined
  onAsk: ((asked: Asked) => void) | undefined
}) {
  const { t } = useTranslation()
  const dayOf = useWeekdayName('short')
  return (
    <li className={styles.contact} data-plain>
      <div className={styles.name}>
        <span className={styles.nameLine}>
          <strong>{name}</strong> <OwnedByFile owner={known?.owned_by ?? 'app'} />
        </span>
        {reference !== null && <span className={styles.sub}>{t('emergency.reference', { reference })}</span>}
        {hours === null || hours.within.length === 0 ? (
          <span className={styles.sub}>{t('emergency.always')}</span>
        ) : (
          hours.within.map(({ days, from, to }) => (
            <span key={`${days.join()} ${from} ${to}`} className={styles.sub}>
              {t('emergency.hours', { days: days.map(dayOf).join(', '), from, to, zone: hours.zone })}
            </span>
          ))
        )}
        <Uses vendor={id} />
      </div>
      <ul className={styles.ways}>
        {phone !== null && <Way channel="voice" to={phone} />}
        {contacts.map((way) => (
          <VendorWay key={`${way.channel} ${way.to}`} channel={way.channel} to={way.to} />
        ))}
        {onAsk && known?.owned_by === 'app' && (
          <li className={styles.tools}>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="default" size={28} aria-label={t('vendor.moreOf', { name })}>
                  <IconDots size={15} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  leftSection={<IconPencil size={15} />}
                  onClick={() => onAsk({ what: 'edit', vendor: known })}
                >
                  {t('vendor.edit')}
                </Menu.Item>
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={15} />}
                  onClick={() => onAsk({ what: 'delete', vendor: known })}
                >
                  {t('vendor.delete')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </li>
        )}
      </ul>
    </li>
  )
}

/** An address that is written to, with whether that was shown to work. */
function VendorWay({ channel, to }: { channel: string; to: string }) {
  const { data } = useQuery(placesQuery)
  const place = data?.find((each) => each.channel === channel && each.to === to)
  return (
    <>
      <Way channel={channel} to={to} />
      {place && (
        <li>
          <PlaceState place={place} />
        </li>
      )}
    </>
  )
}

/** The policies that page them. */
function Uses({ vendor }: { vendor: string }) {
  const { t } = useTranslation()
  const { data: policies } = useQuery(policiesQuery)
  if (!policies) return null
  const uses = usesOf(policies, vendor)
  if (uses.length === 0) return <span className={styles.sub}>{t('vendor.unused')}</span>
  return (
    <span className={styles.sub}>
      {t('vendor.usedBy')}{' '}
      {uses.map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link to="/on-call/policies/$id" params={{ id }} className={styles.link}>
            {name}
          </Link>
        </span>
      ))}
    </span>
  )
}

/** The server refuses as long as a policy pages them; that is said before it is tried. */
function DeleteVendor({ vendor: { id, name }, onClose }: { vendor: Vendor; onClose: () => void }) {
  const { t } = useTranslation()
  const remove = useDeleteVendor()
  const { data: policies = [] } = useQuery(policiesQuery)
  const uses = usesOf(policies, id)
  const names = uses.map((each) => each.name).join(', ')
  return (
    <ConfirmDialog
      title={t('vendor.deleteTitle', { name })}
      text={uses.length > 0 ? t('vendor.deleteUsed', { policies: names }) : t('vendor.deleteText')}
      submitLabel={t('vendor.delete')}
      onConfirm={() =>
        remove.mutate(id, {
          onSuccess: () => {
            notifyDone(t('vendor.deleted', { name }))
            onClose()
          },
        })
      }
      onClose={onClose}
      isPending={remove.isPending}
      error={remove.error}
    />
  )
}
