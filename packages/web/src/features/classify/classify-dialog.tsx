import '../../messages/amending-texts.ts'
import { Autocomplete } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { SCOPES, SEVERITIES } from '@tocsin/core/kernel/scales.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { editIncident, useIncidentEdit } from '../../api/use-incident-edit.ts'
import { whenDone } from '../../api/when-done.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { EditDialog } from '../../ui/edit-dialog.tsx'
import { notifyDone, notifyUndoable } from '../../ui/notify.ts'
import { categoriesQuery, formatCategory, matchCategories } from './categories.ts'
import { CLASSIFIED_FIELDS, changedIn, draftOf, formerOf, isByRule } from './classification-draft.ts'
import styles from './classify-dialog.module.css'
import { ClassifyOutcome } from './classify-outcome.tsx'

/** Severity, scope and category, and the priority that follows from them. */
export function ClassifyDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const classify = useIncidentEdit('classify')
  const [base, setBase] = useState(incident)
  const [draft, setDraft] = useState(() => draftOf(incident))
  const changed = changedIn(draft, base)
  const isChanged = Object.keys(changed).length > 0
  const { severity, scope } = draft
  const submit = (isForced: boolean) =>
    whenDone(
      classify.mutateAsync({
        ...{ base, isForced, fields: CLASSIFIED_FIELDS },
        // Nothing changed: whoever confirms what a rule said has spoken too.
        body: isChanged ? changed : { severity, scope },
      }),
      {
        onSuccess: ({ incident: now }) => {
          onClose()
          const message = t('amending.classify.done', { id: base.id })
          if (!isChanged) return notifyDone(message)
          notifyUndoable({
            message,
            undo: () =>
              editIncident('classify', { base: now, body: formerOf(changed, base), fields: CLASSIFIED_FIELDS }),
            undone: t('amending.classify.undone', { id: base.id }),
          })
        },
      },
    )
  return (
    <EditDialog
      title={t('amending.classify.title')}
      submitLabel={isChanged || !isByRule(base) ? t('amending.classify.submit') : t('amending.classify.confirm')}
      onSubmit={() => submit(false)}
      onClose={onClose}
      isPending={classify.isPending}
      isReady={isChanged || isByRule(base)}
      error={classify.error}
      onTakeNewest={() =>
        whenDone(classify.readNewest(base.id), {
          onSuccess: (newest) => {
            setBase(newest)
            setDraft(draftOf(newest))
            classify.reset()
          },
        })
      }
      onOverwrite={() => submit(true)}
    >
      {isByRule(base) && <p className={styles.note}>{t('amending.classify.byRule')}</p>}
      <CategoryField
        value={draft.category}
        onChange={(category) => setDraft({ ...draft, category })}
        problem={fieldProblems(classify.error).category}
      />
      <div>
        <ChoiceField
          label={t('amending.classify.severity')}
          value={severity}
          choices={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
          onChange={(next) => setDraft({ ...draft, severity: next })}
        />
        <p className={styles.note}>{t(`amending.classify.severityText.${severity}`)}</p>
      </div>
      <ChoiceField
        label={t('amending.classify.scope')}
        value={scope}
        choices={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
        onChange={(next) => setDraft({ ...draft, scope: next })}
      />
      <ClassifyOutcome incident={base} draft={draft} />
    </EditDialog>
  )
}

/** One that is in use, or a new one: what is typed counts. Where none is in use yet, some to begin with are offered. */
function CategoryField({
  value,
  onChange,
  problem,
}: {
  value: string
  onChange: (value: string) => void
  problem: string | undefined
}) {
  const { t } = useTranslation()
  const { data } = useQuery(categoriesQuery)
  const used = data?.items.map(({ category }) => formatCategory(category)) ?? []
  const offered = used.length > 0 ? used : t('amending.classify.starters').split('|')
  return (
    <Autocomplete
      label={t('amending.classify.category')}
      description={t('amending.classify.categoryText')}
      placeholder={t('amending.classify.categoryPlaceholder')}
      value={value}
      onChange={onChange}
      data={
        data && [
          {
            group: used.length > 0 ? t('amending.classify.inUse') : t('amending.classify.ideas'),
            items: [...new Set(offered)],
          },
        ]
      }
      // A category that was chosen is no search: the others are offered in its place.
      filter={({ options, search }) =>
        options.map((option) =>
          'group' in option
            ? {
                ...option,
                items: option.items.filter(
                  ({ label }) => offered.includes(search.trim()) || matchCategories([label], search).length > 0,
                ),
              }
            : option,
        )
      }
      limit={40}
      maxDropdownHeight={240}
      // The list would lie over the severity before anybody asked for it.
      openOnFocus={false}
      error={problem}
      autoComplete="off"
      data-autofocus
    />
  )
}
