import { ActionIcon, Menu } from '@mantine/core'
import IconDotsVertical from '@tabler/icons-react/dist/esm/icons/IconDotsVertical.mjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/types.ts'
import { whenDone } from '../../api/when-done.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { ChangeRoleDialog, DeactivateDialog } from './member-dialogs.tsx'
import { type Invitation, useChangeMember, useInviteAgain } from './members.query.ts'

/** What an admin can do with one person. Whom the file owns is changed there, and the menu says so. */
export function MemberMenu({ person, onInvited }: { person: Person; onInvited: (invitation: Invitation) => void }) {
  const { t } = useTranslation()
  const errorWords = useErrorWords()
  const inviteAgain = useInviteAgain()
  const change = useChangeMember()
  const [dialog, setDialog] = useState<'none' | 'role' | 'deactivate'>('none')
  const close = () => setDialog('none')
  const isOfFile = person.owned_by === 'file'
  const onError = (error: unknown) => notifyFailed(errorWords(error))
  const reactivate = () => {
    const onSuccess = () => notifyDone(t('members.reactivated', { name: person.name }))
    whenDone(change.mutateAsync({ id: person.id, patch: { is_active: true } }), { onSuccess, onError })
  }
  return (
    <>
      <Menu position="bottom-end" width={232}>
        <Menu.Target>
          <ActionIcon
            size="lg"
            aria-label={t('members.actionsOf', { name: person.name })}
            loading={inviteAgain.isPending || change.isPending}
          >
            <IconDotsVertical size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {isOfFile && <Menu.Label>{t('common.ownedByFileText')}</Menu.Label>}
          {person.is_invited && person.is_active && (
            <Menu.Item onClick={() => whenDone(inviteAgain.mutateAsync(person.id), { onSuccess: onInvited, onError })}>
              {t('members.resend')}
            </Menu.Item>
          )}
          <Menu.Item disabled={isOfFile} onClick={() => setDialog('role')}>
            {t('members.changeRole')}
          </Menu.Item>
          {person.is_active ? (
            <Menu.Item disabled={isOfFile} color="red" onClick={() => setDialog('deactivate')}>
              {t('members.deactivate')}
            </Menu.Item>
          ) : (
            <Menu.Item disabled={isOfFile} onClick={reactivate}>
              {t('members.reactivate')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'role' && <ChangeRoleDialog person={person} onClose={close} />}
      {dialog === 'deactivate' && <DeactivateDialog person={person} onClose={close} />}
    </>
  )
}
