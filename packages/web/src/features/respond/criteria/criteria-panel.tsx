import '../../../messages/criteria-texts.ts'
import { ActionIcon, Button, Switch } from '@mantine/core'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Policy } from '../../../api/types.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { notifyFailed, notifyUndoable } from '../../../ui/notify.ts'
import { useErrorWords } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { usePermission } from '../../people/session.query.ts'
import styles from './criteria.module.css'
import { type CriteriaBody, type CriterionBody, useSaveCriteria } from './criteria.query.ts'
import { CriteriaTrial } from './criteria-trial.tsx'
import { CriterionDialog } from './criterion-dialog.tsx'
import { useCriterionName } from './use-criterion-name.ts'
import { useCriterionWords } from './use-criterion-words.ts'

type Change = (next: CriteriaBody, done: string) => void

/** What takes incidents of a policy up the ladder, in sentences, to be switched, changed and tried. */
export function CriteriaPanel({ policy }: { policy: Policy }) {
  const { t } = useTranslation()
  const isAllowed = usePermission('configuration.write')
  const mayWrite = isAllowed && policy.owned_by !== 'file'
  const { save, putBack } = useSaveCriteria(policy)
  const errorWords = useErrorWords()
  const nameOf = useCriterionName()
  const [edited, setEdited] = useState<CriterionBody | 'new' | null>(null)
  const criteria: readonly CriterionBody[] = policy.criteria ?? []
  const change: Change = (next, done) => {
    const before = [...criteria]
    save.mutate(next, {
      onSuccess: () => notifyUndoable({ message: done, undo: () => putBack(before) }),
      onError: (error) => notifyFailed(errorWords(error)),
    })
  }
  const put = (criterion: CriterionBody) => criteria.map((each) => (each.id === criterion.id ? criterion : each))
  return (
    <Panel
      title={t('criteria.title')}
      count={criteria.length}
      action={
        mayWrite && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={13} />}
            onClick={() => setEdited('new')}
          >
            {t('criteria.add')}
          </Button>
        )
      }
    >
      {criteria.length === 0 ? (
        <NoCriteria onTake={mayWrite ? () => change('standard', t('criteria.procedureTaken')) : undefined} />
      ) : (
        <>
          <p className={styles.note}>{t('criteria.text')}</p>
          <ul className={styles.list} aria-label={t('criteria.title')}>
            {criteria.map((criterion) => (
              <CriterionRow
                key={criterion.id}
                criterion={criterion}
                isPending={save.isPending}
                onSwitch={
                  mayWrite
                    ? (isOn) =>
                        change(
                          put(withOff(criterion, !isOn)),
                          t(isOn ? 'criteria.turnedOn' : 'criteria.turnedOff', { name: nameOf(criterion) }),
                        )
                    : undefined
                }
                onEdit={mayWrite ? () => setEdited(criterion) : undefined}
              />
            ))}
          </ul>
          <div className={styles.foot}>
            <p className={styles.note}>
              {policy.owned_by === 'file' ? t('criteria.fileText') : t('criteria.runningText')}
            </p>
            {mayWrite && (
              <ConfirmButton
                size="compact-xs"
                label={t('criteria.restore')}
                question={t('criteria.restoreQuestion')}
                onConfirm={() => change('standard', t('criteria.procedureTaken'))}
              />
            )}
          </div>
          <CriteriaTrial criteria={criteria} />
        </>
      )}
      {edited !== null && (
        <CriterionDialog
          criterion={edited === 'new' ? undefined : edited}
          policy={policy}
          onClose={() => setEdited(null)}
        />
      )}
    </Panel>
  )
}

/** A switch that is on says nothing of it: most criteria are. */
function withOff({ off: _, ...criterion }: CriterionBody, isOff: boolean): CriterionBody {
  return isOff ? { ...criterion, off: true } : criterion
}

function NoCriteria({ onTake }: { onTake: (() => void) | undefined }) {
  const { t } = useTranslation()
  return (
    <div className={styles.none}>
      <p className={styles.name}>{t('criteria.none')}</p>
      <p className={styles.note}>{t('criteria.noneText')}</p>
      {onTake && (
        <Button size="xs" variant="default" onClick={onTake}>
          {t('criteria.procedure')}
        </Button>
      )}
    </div>
  )
}

function CriterionRow({
  criterion,
  isPending,
  onSwitch,
  onEdit,
}: {
  criterion: CriterionBody
  isPending: boolean
  onSwitch: ((isOn: boolean) => void) | undefined
  onEdit: (() => void) | undefined
}) {
  const { t } = useTranslation()
  const { sentence, code } = useCriterionWords()(criterion)
  const name = useCriterionName()(criterion)
  const { to, off } = criterion
  return (
    <li className={styles.row} data-off={off || undefined}>
      {onSwitch && (
        <Switch
          aria-label={name}
          checked={off !== true}
          disabled={isPending}
          onChange={(event) => onSwitch(event.currentTarget.checked)}
        />
      )}
      <div className={styles.words}>
        <p className={styles.name}>
          {name}
          {off && !onSwitch && <Tag>{t('criteria.off')}</Tag>}
        </p>
        <p className={styles.note}>{sentence}</p>
        {code !== undefined && <code className={styles.code}>{code}</code>}
      </div>
      <span className={styles.level}>
        <Tag tone={to === 'management' ? 'alarm' : 'accent'}>{t(`level.${to}`)}</Tag>
      </span>
      {onEdit && (
        <ActionIcon variant="subtle" color="gray" aria-label={t('criteria.edit', { name })} onClick={onEdit}>
          <IconPencil size={16} />
        </ActionIcon>
      )}
    </li>
  )
}
