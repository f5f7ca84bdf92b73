import '../../messages/organisation-texts.ts'
import { Button, VisuallyHidden } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconUsersGroup from '@tabler/icons-react/dist/esm/icons/IconUsersGroup.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Service, Team } from '../../api/types.ts'
import { whenDone } from '../../api/when-done.ts'
import { servicesQuery, teamsQuery } from '../../features/lake/services.query.ts'
import { peopleQuery } from '../../features/people/people.query.ts'
import { PeopleTabs } from '../../features/people/people-tabs.tsx'
import { usePermission } from '../../features/people/session.query.ts'
import { AddTeamDialog, EditTeamDialog } from '../../features/people/team-dialogs.tsx'
import { TeamReadiness } from '../../features/people/team-minimum.tsx'
import { useDeleteTeam } from '../../features/people/teams.query.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { notifyFailed } from '../../ui/notify.ts'
import { OwnedByFile } from '../../ui/owned-by-file.tsx'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { EmptyState, ErrorState, useErrorWords } from '../../ui/page-states.tsx'
import { PersonName } from '../../ui/person.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useMarked } from '../../ui/use-marked.ts'
import styles from './teams-page.module.css'

/** Teams: who is in them, and what they stand for. */
export function TeamsPage() {
  const { t } = useTranslation()
  const { data: teams, error, refetch } = useQuery(teamsQuery)
  const { data: services = [] } = useQuery(servicesQuery)
  const mayWrite = usePermission('configuration.write')
  const [isAdding, setIsAdding] = useState(false)
  const add = mayWrite && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setIsAdding(true)}>
      {t('teams.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.people')}>{teams && teams.length > 0 && add}</PageHeader>
      <PeopleTabs />
      {teams && teams.length > 0 && (
        <PageBody>
          <div className={styles.cards}>
            {teams.map((team) => (
              <TeamCard
                key={team.id}
                team={team}
                services={services.filter((service) => service.team === team.id)}
                mayWrite={mayWrite && team.owned_by === 'app'}
              />
            ))}
          </div>
        </PageBody>
      )}
      {teams?.length === 0 && (
        <EmptyState icon={<IconUsersGroup size={22} />} title={t('teams.none')} text={t('teams.noneText')}>
          {add}
        </EmptyState>
      )}
      {!teams && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!teams && !error && <PageSkeleton />}
      {isAdding && <AddTeamDialog onClose={() => setIsAdding(false)} />}
    </>
  )
}

function TeamCard({ team, services, mayWrite }: { team: Team; services: readonly Service[]; mayWrite: boolean }) {
  const { t } = useTranslation()
  const { data: people = [] } = useQuery(peopleQuery)
  const marked = useMarked(`team-${team.id}`)
  return (
    <section className={styles.card} aria-label={team.name} {...marked}>
      <header className={styles.head}>
        <h2 className={styles.name}>{team.name}</h2>
        <OwnedByFile owner={team.owned_by} />
        {mayWrite && <TeamActions team={team} />}
      </header>
      <div className={styles.part}>
        <h3 className={styles.label}>{t('teams.members')}</h3>
        {team.members.length === 0 && <Tag tone="warn">{t('teams.nobody')}</Tag>}
        <ul className={styles.members}>
          {team.members.map((id) => {
            const person = people.find((each) => each.id === id)
            return (
              <li key={id} data-off={person?.is_active === false || undefined}>
                <PersonName name={person?.name ?? id} note={person && t(`role.${person.role}`)} />
              </li>
            )
          })}
        </ul>
      </div>
      {team.minimum && (
        <div className={styles.part}>
          <h3 className={styles.label}>{t('teams.minimum')}</h3>
          <TeamReadiness team={team} />
        </div>
      )}
      <div className={styles.part}>
        <h3 className={styles.label}>{t('nav.services')}</h3>
        {services.length === 0 && <p className={styles.none}>{t('teams.noServices')}</p>}
        <ul className={styles.services}>
          {services.map(({ id, name, worst_priority: worst }) => (
            <li key={id}>
              <Link to="/services/$id" params={{ id }} className={styles.service}>
                {worst ? <PriorityBadge priority={worst} /> : <span className={styles.dot} />}
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

function TeamActions({ team }: { team: Team }) {
  const { t } = useTranslation()
  const drop = useDeleteTeam()
  const wordsOf = useErrorWords()
  const [isEditing, setIsEditing] = useState(false)
  return (
    <span className={styles.actions}>
      <Button size="compact-xs" variant="default" onClick={() => setIsEditing(true)}>
        {t('common.edit')}
        <VisuallyHidden> {team.name}</VisuallyHidden>
      </Button>
      <ConfirmButton
        size="compact-xs"
        label={t('common.delete')}
        question={t('common.reallyDelete')}
        loading={drop.isPending}
        onConfirm={() => whenDone(drop.mutateAsync(team.id), { onError: (error) => notifyFailed(wordsOf(error)) })}
      />
      {isEditing && <EditTeamDialog team={team} onClose={() => setIsEditing(false)} />}
    </span>
  )
}
