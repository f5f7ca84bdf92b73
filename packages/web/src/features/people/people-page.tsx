import '../../messages/account-texts.ts'
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import IconMessageQuestion from '@tabler/icons-react/dist/esm/icons/IconMessageQuestion.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/types.ts'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { Avatar } from '../../ui/person.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useMarked } from '../../ui/use-marked.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { InviteLinkDialog } from './invite-link-dialog.tsx'
import { MemberMenu } from './member-menu.tsx'
import type { Invitation } from './members.query.ts'
import { peopleQuery } from './people.query.ts'
import styles from './people-page.module.css'
import { PeopleTabs } from './people-tabs.tsx'
import { usePermission } from './session.query.ts'

/** Who works with Tocsin here; admins invite and change them. */
export function PeoplePage() {
  const { t } = useTranslation()
  const { data: people, error, refetch } = useQuery(peopleQuery)
  const mayWrite = usePermission('user.write')
  const [isInviting, setIsInviting] = useState(false)
  const [unsent, setUnsent] = useState<Invitation>()
  const tell = (invitation: Invitation) => {
    setIsInviting(false)
    if (invitation.invite.is_sent) notifyDone(t('members.invited', { name: invitation.user.name }))
    else setUnsent(invitation)
  }
  return (
    <>
      <PageHeader title={t('nav.people')}>
        <InviteButton mayWrite={mayWrite} onClick={() => setIsInviting(true)} />
      </PageHeader>
      <PeopleTabs />
      {people && (
        <ul className={styles.list}>
          {people.map((person) => (
            <PersonRow key={person.id} person={person} onInvited={mayWrite ? tell : undefined} />
          ))}
        </ul>
      )}
      {!people && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!people && !error && <ListSkeleton />}
      {isInviting && <InviteDialog onClose={() => setIsInviting(false)} onInvited={tell} />}
      {unsent?.invite.url && (
        <InviteLinkDialog
          name={unsent.user.name}
          url={unsent.invite.url}
          problem={unsent.invite.problem}
          onClose={() => setUnsent(undefined)}
        />
      )}
    </>
  )
}

/** In sight of everybody, with the reason why it is not for all. */
function InviteButton({ mayWrite, onClick }: { mayWrite: boolean; onClick: () => void }) {
  const { t } = useTranslation()
  return (
    <Tooltip label={t('members.mayNot')} disabled={mayWrite} events={{ hover: true, focus: true, touch: true }}>
      <Button
        size="xs"
        leftSection={<IconPlus size={15} />}
        onClick={mayWrite ? onClick : undefined}
        data-disabled={!mayWrite || undefined}
        aria-disabled={!mayWrite}
      >
        {t('members.invite')}
      </Button>
    </Tooltip>
  )
}

/** `onInvited` is absent for readers who may not change people. */
function PersonRow({ person, onInvited }: { person: Person; onInvited: ((sent: Invitation) => void) | undefined }) {
  const { t } = useTranslation()
  const marked = useMarked(`person-${person.id}`)
  return (
    <li className={styles.row} data-off={!person.is_active || undefined} {...marked}>
      <Avatar name={person.name} size={28} />
      <span className={styles.name} title={`${person.name}\n${person.email}`}>
        {person.name}
        <span className={styles.email}>{person.email}</span>
      </span>
      <span className={styles.cell}>{t(`role.${person.role}`)}</span>
      <span className={styles.cell}>{person.zone}</span>
      <span className={styles.tags}>
        {person.is_invited && <Tag tone="warn">{t('people.invited')}</Tag>}
        {!person.is_active && <Tag>{t('common.inactive')}</Tag>}
        {person.owned_by === 'file' && <Tag title={t('common.ownedByFileText')}>{t('common.ownedByFile')}</Tag>}
      </span>
      <span className={styles.acts}>
        <ActionIcon
          component={Link}
          to="/people/why"
          search={{ user: person.id } as never}
          size="lg"
          variant="subtle"
          color="gray"
          aria-label={t('pagedAbout.of', { name: person.name })}
          title={t('pagedAbout.of', { name: person.name })}
        >
          <IconMessageQuestion size={17} />
        </ActionIcon>
        {onInvited && <MemberMenu person={person} onInvited={onInvited} />}
      </span>
    </li>
  )
}
