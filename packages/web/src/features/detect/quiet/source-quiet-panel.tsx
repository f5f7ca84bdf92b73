import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import type { Source } from '../../../api/types.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { Panel, Properties } from '../../../ui/panel.tsx'
import { durationWords } from '../../../ui/time/duration-words.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { usePermission } from '../../people/session.query.ts'
import { bodyOfSource, useReplaceSource } from '../sources.query.ts'
import styles from './quiet.module.css'
import { type QuietDraft, quietDraftOf, quietOfDraft } from './quiet-draft.ts'
import '../../../messages/quiet-texts.ts'

/** What makes the alerts of a source count. */
export function SourceQuietPanel({ source }: { source: Source }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write') && source.owned_by !== 'file'
  const [isEditing, setIsEditing] = useState(false)
  return (
    <Panel
      title={t('quiet.title')}
      action={
        mayWrite && (
          <Button size="compact-xs" variant="subtle" onClick={() => setIsEditing(true)}>
            {t('quiet.edit')}
          </Button>
        )
      }
    >
      <QuietFacts quiet={source.quiet} />
      {isEditing && <QuietDialog source={source} onClose={() => setIsEditing(false)} />}
    </Panel>
  )
}

function QuietFacts({ quiet }: Pick<Source, 'quiet'>) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const words = (text: string) => durationWords(text, locale)
  if (!quiet) return <p className={styles.note}>{t('quiet.none')}</p>
  const { wait, flapping, threshold, storm, rate, dependency_window, stale_after } = quiet
  const isNever = dependency_window === '0m'
  return (
    <Properties
      rows={[
        { name: t('quiet.wait'), value: wait && t('quiet.waitWords', { time: words(wait) }) },
        {
          name: t('quiet.flapping'),
          value:
            flapping &&
            t('quiet.flappingWords', {
              ...{ changes: flapping.changes, within: words(flapping.within), stable: words(flapping.stable) },
            }),
        },
        {
          name: t('quiet.threshold'),
          value:
            threshold &&
            t('quiet.thresholdWords', { alerts: threshold.alerts, within: words(threshold.within) }) +
              (threshold.or_after ? t('quiet.thresholdOr', { time: words(threshold.or_after) }) : ''),
        },
        {
          name: t('quiet.storm'),
          value: storm && t('quiet.stormWords', { incidents: storm.incidents, within: words(storm.within) }),
        },
        {
          name: t('quiet.dependency'),
          value:
            dependency_window &&
            (isNever ? t('quiet.dependencyOff') : t('quiet.dependencyWords', { time: words(dependency_window) })),
        },
        {
          name: t('quiet.rate'),
          value: rate && t('quiet.rateWords', { alerts: rate.alerts, within: words(rate.within) }),
        },
        { name: t('quiet.stale'), value: stale_after && t('quiet.staleWords', { time: words(stale_after) }) },
      ]}
    />
  )
}

function QuietDialog({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useTranslation()
  const replace = useReplaceSource()
  const [draft, setDraft] = useState(() => quietDraftOf(source.quiet))
  const problems = fieldProblems(replace.error)
  const set = (field: keyof QuietDraft) => (value: string) => setDraft({ ...draft, [field]: value })
  const span = (field: keyof QuietDraft, label: string, text?: string, at?: string) => (
    <TextInput
      label={label}
      {...(text !== undefined && { description: text })}
      value={draft[field]}
      onChange={(event) => set(field)(event.currentTarget.value)}
      error={problems[`quiet.${at ?? field}`]}
    />
  )
  const number = (field: keyof QuietDraft, label: string, min: number, at: string, max = 1_000) => (
    <TextInput
      type="number"
      label={label}
      value={draft[field]}
      min={min}
      max={max}
      onChange={(event) => set(field)(event.currentTarget.value)}
      error={problems[`quiet.${at}`]}
    />
  )
  return (
    <FormDialog
      title={t('quiet.editTitle', { name: source.name })}
      submitLabel={t('common.save')}
      onSubmit={() =>
        replace.mutate(
          { id: source.id, body: { ...bodyOfSource(source), quiet: quietOfDraft(draft) }, version: source.version },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
      isPending={replace.isPending}
      error={replace.error}
    >
      {span('wait', t('quiet.wait'), t('quiet.waitText'))}
      <Group title={t('quiet.flapping')} text={t('quiet.flappingText')}>
        {number('changes', t('quiet.changes'), 3, 'flapping.changes')}
        {span('flapsWithin', t('quiet.within'), undefined, 'flapping.within')}
        {span('stable', t('quiet.stable'), undefined, 'flapping.stable')}
      </Group>
      <Group title={t('quiet.threshold')} text={t('quiet.thresholdText')}>
        {number('alerts', t('quiet.alerts'), 2, 'threshold.alerts')}
        {span('alertsWithin', t('quiet.within'), undefined, 'threshold.within')}
        {span('orAfter', t('quiet.orAfter'), undefined, 'threshold.or_after')}
      </Group>
      <Group title={t('quiet.storm')} text={t('quiet.stormText')}>
        {number('incidents', t('quiet.incidents'), 1, 'storm.incidents')}
        {span('incidentsWithin', t('quiet.within'), undefined, 'storm.within')}
      </Group>
      {span('dependencyWindow', t('quiet.dependency'), t('quiet.dependencyText'), 'dependency_window')}
      <Group title={t('quiet.rate')} text={t('quiet.rateText')}>
        {number('rateAlerts', t('quiet.rateAlerts'), 1, 'rate.alerts', 1_000_000)}
        {span('rateWithin', t('quiet.within'), undefined, 'rate.within')}
      </Group>
      {span('staleAfter', t('quiet.stale'), t('quiet.staleText'), 'stale_after')}
    </FormDialog>
  )
}

function Group({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      <p className={styles.note}>{text}</p>
      <div className={styles.triple}>{children}</div>
    </fieldset>
  )
}
