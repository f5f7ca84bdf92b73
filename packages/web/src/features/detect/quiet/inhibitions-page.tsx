import { ActionIcon, Button, Menu, Switch, TagsInput, TextInput } from '@mantine/core'
import IconArrowsSplit2 from '@tabler/icons-react/dist/esm/icons/IconArrowsSplit2.mjs'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import type { Inhibition } from '../../../api/types.ts'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { ListSkeleton } from '../../../ui/list-skeleton.tsx'
import { OwnedByFile } from '../../../ui/owned-by-file.tsx'
import { PageBody, PageHeader } from '../../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { suggestId } from '../../../ui/suggest-id.ts'
import { Tag } from '../../../ui/tag.tsx'
import { usePermission } from '../../people/session.query.ts'
import { AlertTabs } from '../alert-tabs.tsx'
import styles from './quiet.module.css'
import { inhibitionsQuery, useDeleteInhibition, useSaveInhibition } from './quiet.query.ts'

/** Which causes mute which symptoms, and how much of that now. */
export function InhibitionsPage() {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write')
  const { data: inhibitions, error, refetch, isPending } = useQuery(inhibitionsQuery)
  const [isAdding, setIsAdding] = useState(false)
  const add = mayWrite && (
    <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setIsAdding(true)}>
      {t('inhibition.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.alerts')}>{inhibitions && inhibitions.length > 0 && add}</PageHeader>
      <AlertTabs />
      {isPending && <ListSkeleton rows={3} />}
      {!inhibitions && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {inhibitions?.length === 0 && (
        <EmptyState icon={<IconArrowsSplit2 size={22} />} title={t('inhibition.none')} text={t('inhibition.noneText')}>
          {add}
        </EmptyState>
      )}
      {inhibitions && inhibitions.length > 0 && (
        <PageBody>
          <Panel title={t('inhibition.many')} count={inhibitions.length} isFlush>
            <ul className={styles.list} aria-label={t('inhibition.many')}>
              {inhibitions.map((each) => (
                <InhibitionRow key={each.id} inhibition={each} mayWrite={mayWrite && each.owned_by !== 'file'} />
              ))}
            </ul>
          </Panel>
        </PageBody>
      )}
      {isAdding && <InhibitionDialog count={inhibitions?.length ?? 0} onClose={() => setIsAdding(false)} />}
    </>
  )
}

function InhibitionRow({ inhibition, mayWrite }: { inhibition: Inhibition; mayWrite: boolean }) {
  const { t } = useTranslation()
  const { name, causes, symptoms, equal = [], active, causes_firing, muted } = inhibition
  return (
    <li className={styles.row} data-off={!active || undefined}>
      <div className={styles.what}>
        <span className={styles.head}>
          <span className={styles.name}>{name}</span>
          {!active && <Tag tone="warn">{t('common.inactive')}</Tag>}
          {causes_firing > 0 && <Tag tone="alarm">{t('inhibition.causesFiring', { count: causes_firing })}</Tag>}
          {muted > 0 && <Tag tone="warn">{t('inhibition.muted', { count: muted })}</Tag>}
          <OwnedByFile owner={inhibition.owned_by} />
        </span>
        <span className={styles.flow}>
          <Matchers texts={causes} />
          {t('inhibition.mutes')}
          <Matchers texts={symptoms} />
          {equal.length > 0 && t('inhibition.equalWords', { labels: equal.join(', ') })}
        </span>
      </div>
      {mayWrite && <MoreMenu inhibition={inhibition} />}
    </li>
  )
}

function Matchers({ texts }: { texts: readonly string[] }) {
  return texts.map((text) => (
    <code key={text} className={styles.matcher}>
      {text}
    </code>
  ))
}

function MoreMenu({ inhibition }: { inhibition: Inhibition }) {
  const { t } = useTranslation()
  const drop = useDeleteInhibition()
  const [open, setOpen] = useState<'edit' | 'delete'>()
  const close = () => setOpen(undefined)
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size="md" aria-label={`${t('common.edit')}: ${inhibition.name}`}>
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen('edit')}>{t('common.edit')}</Menu.Item>
          <Menu.Item color="red" onClick={() => setOpen('delete')}>
            {t('inhibition.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'edit' && <InhibitionDialog known={inhibition} count={0} onClose={close} />}
      {open === 'delete' && (
        <ConfirmDialog
          title={t('inhibition.deleteTitle', { name: inhibition.name })}
          text={t('inhibition.deleteText')}
          submitLabel={t('common.delete')}
          onConfirm={() => drop.mutate(inhibition.id, { onSuccess: close })}
          onClose={close}
          isPending={drop.isPending}
          error={drop.error}
        />
      )}
    </>
  )
}

interface Draft {
  name: string
  causes: string[]
  symptoms: string[]
  equal: string[]
  active: boolean
}

const EMPTY: Draft = { name: '', causes: [], symptoms: [], equal: [], active: true }

/** Reads as a sentence: while …, those with … are muted, where … is the same. */
function InhibitionDialog({ known, count, onClose }: { known?: Inhibition; count: number; onClose: () => void }) {
  const { t } = useTranslation()
  const save = useSaveInhibition()
  const [draft, setDraft] = useState<Draft>(() => (known ? { ...known, equal: known.equal ?? [] } : EMPTY))
  const { name, causes, symptoms, equal, active } = draft
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const problems = fieldProblems(save.error)
  const problemOf = (field: string) =>
    problems[field] ?? Object.entries(problems).find(([key]) => key.startsWith(`${field}.`))?.[1]
  const id = known?.id ?? (suggestId(name) || `inhibition-${count + 1}`)
  return (
    <FormDialog
      title={known ? t('inhibition.editTitle', { name: known.name }) : t('inhibition.addTitle')}
      submitLabel={known ? t('common.save') : t('inhibition.add')}
      onSubmit={() =>
        save.mutate({ body: { id, name: name.trim(), causes, symptoms, equal, active }, known }, { onSuccess: onClose })
      }
      onClose={onClose}
      isPending={save.isPending}
      isReady={name.trim() !== '' && causes.length > 0 && symptoms.length > 0}
      error={save.error}
    >
      <TextInput
        label={t('inhibition.name')}
        placeholder={t('inhibition.nameExample')}
        value={name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={problems.name ?? problems.id}
        required
        data-autofocus
      />
      <TagsInput
        label={t('inhibition.causes')}
        placeholder={causes.length === 0 ? t('inhibition.causesExample') : ''}
        value={causes}
        onChange={(next) => change({ causes: next })}
        error={problemOf('causes')}
        required
      />
      <TagsInput
        label={t('inhibition.symptoms')}
        placeholder={symptoms.length === 0 ? t('inhibition.symptomsExample') : ''}
        value={symptoms}
        onChange={(next) => change({ symptoms: next })}
        error={problemOf('symptoms')}
        required
      />
      <TagsInput
        label={t('inhibition.equal')}
        placeholder={equal.length === 0 ? t('inhibition.equalExample') : ''}
        value={equal}
        onChange={(next) => change({ equal: next })}
        error={problemOf('equal')}
      />
      {known && (
        <Switch
          label={t('common.active')}
          checked={active}
          onChange={(event) => change({ active: event.currentTarget.checked })}
        />
      )}
    </FormDialog>
  )
}
