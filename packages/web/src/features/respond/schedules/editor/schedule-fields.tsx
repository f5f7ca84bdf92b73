import { Button, SegmentedControl, Switch, TextInput } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { now } from '../../../../ports/clock.ts'
import { ChoiceField } from '../../../../ui/choice-field.tsx'
import { useReader } from '../../../../ui/time/reader.ts'
import { formatMoment } from '../../../../ui/time/wall-clock.ts'
import { localTimeOf } from '../../../../ui/time/zone-time.ts'
import type { SchedulePreview } from '../schedules.query.ts'
import { dateAt } from '../timeline/timeline-window.ts'
import { CareFields } from './care-fields.tsx'
import { LayerCard, ZoneField } from './layer-fields.tsx'
import { Grip, OrderButtons } from './order-buttons.tsx'
import { type LayerDraft, moveItem, newLayer, problemsWithin, type ScheduleDraft } from './schedule-draft.ts'
import styles from './schedule-editor.module.css'
import { useDragOrder } from './use-drag-order.ts'

interface FieldsProps {
  draft: ScheduleDraft
  own: string | undefined
  isNew: boolean
  problems: Record<string, string>
  /** Versions that are planned to begin after the edit. */
  later: SchedulePreview['later']
  onChange: (changed: Partial<ScheduleDraft>) => void
}

/** Name and zone, the layers from the highest down, who cares for it, and when all of it takes effect. */
export function ScheduleFields({ draft, own, isNew, problems, later, onChange }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      <div className={styles.pair}>
        <TextInput
          size="xs"
          label={t('scheduleEditor.name')}
          placeholder={t('scheduleEditor.nameExample')}
          value={draft.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
          error={problems.name ?? problems.id}
          required
          withAsterisk={false}
        />
        <ZoneField
          label={t('scheduleEditor.zoneShown')}
          value={draft.zone}
          onChange={(zone) => onChange({ zone })}
          error={problems.zone}
        />
      </div>
      <LayerList draft={draft} own={own} isNew={isNew} problems={problems} onChange={onChange} />
      <CareFields care={draft.care} zone={draft.zone} problems={problems} onChange={(care) => onChange({ care })} />
      {!isNew && <EffectiveFields draft={draft} problems={problems} later={later} onChange={onChange} />}
    </>
  )
}

function LayerList({ draft: { layers, zone }, own, isNew, problems, onChange }: Omit<FieldsProps, 'later'>) {
  const { t } = useTranslation()
  const [told, setTold] = useState('')
  const [open, setOpen] = useState<readonly number[]>(() =>
    isNew || layers.length === 1 ? layers.map(({ key }) => key) : [],
  )
  /** Layers are told by the number that the timeline gives them: from below. */
  const nameOf = ({ name }: LayerDraft, index: number) =>
    name.trim() === '' ? t('scheduleEditor.layer', { number: layers.length - index }) : name
  const move = (from: number, to: number) => {
    const layer = layers[from]
    onChange({ layers: moveItem(layers, from, to) })
    if (layer) setTold(t('scheduleEditor.moved', { name: nameOf(layer, from), place: to + 1 }))
  }
  const order = useDragOrder(move)
  const add = () => {
    const layer = newLayer(zone, dateAt(now(), zone))
    onChange({ layers: [layer, ...layers] })
    setOpen([...open, layer.key])
  }
  return (
    <section aria-label={t('scheduleEditor.layers')}>
      <div className={styles.layersHead}>
        <h2 className={styles.heading}>{t('scheduleEditor.layers')}</h2>
        <Button size="compact-xs" variant="default" leftSection={<IconPlus size={13} />} onClick={add}>
          {t('scheduleEditor.addLayer')}
        </Button>
      </div>
      <p className={styles.hint}>{t('scheduleEditor.layersText')}</p>
      <p className={styles.told} role="status">
        {told}
      </p>
      <ol className={styles.layers}>
        {layers.map((layer, index) => {
          const name = nameOf(layer, index)
          const isOpen = open.includes(layer.key)
          return (
            <li key={layer.key} className={styles.layer} {...order.rowProps(index)}>
              <LayerCard
                layer={layer}
                title={name}
                own={own}
                problems={problemsWithin(problems, `layers.${layers.length - 1 - index}`)}
                isOpen={isOpen}
                onToggle={() => setOpen(isOpen ? open.filter((key) => key !== layer.key) : [...open, layer.key])}
                onChange={(changed) =>
                  onChange({ layers: layers.map((each) => (each.key === layer.key ? { ...each, ...changed } : each)) })
                }
              >
                <Grip {...order.gripProps(index)} />
                <OrderButtons
                  name={name}
                  index={index}
                  count={layers.length}
                  onMove={(to) => move(index, to)}
                  onRemove={() => {
                    onChange({ layers: layers.filter(({ key }) => key !== layer.key) })
                    setTold(t('scheduleEditor.removed', { name }))
                  }}
                />
              </LayerCard>
            </li>
          )
        })}
      </ol>
      {problems.layers !== undefined && <p className={styles.problem}>{problems.layers}</p>}
    </section>
  )
}

/** An edit begins at an instant, and the past stays. */
function EffectiveFields({
  draft,
  problems,
  later,
  onChange,
}: Pick<FieldsProps, 'draft' | 'problems' | 'later' | 'onChange'>) {
  const { t } = useTranslation()
  const { effectiveAt, zone, keepsCurrent, plannedAt } = draft
  const isLater = effectiveAt !== ''
  return (
    <section className={styles.effective} aria-label={t('scheduleEditor.effective')}>
      <h2 className={styles.heading}>{t('scheduleEditor.effective')}</h2>
      <div className={styles.effectiveRow}>
        <SegmentedControl
          aria-label={t('scheduleEditor.effective')}
          value={isLater ? 'later' : 'now'}
          data={[
            { value: 'now', label: t('scheduleEditor.effectiveNow') },
            { value: 'later', label: t('scheduleEditor.effectiveLater') },
          ]}
          onChange={(value) => onChange({ effectiveAt: value === 'now' ? '' : tomorrowAtNine(zone) })}
        />
        {isLater && (
          <TextInput
            size="xs"
            type="datetime-local"
            aria-label={t('scheduleEditor.effectiveAt')}
            value={effectiveAt}
            onChange={(event) => onChange({ effectiveAt: event.currentTarget.value || tomorrowAtNine(zone) })}
            error={problems.effective_from}
          />
        )}
      </div>
      {plannedAt !== '' && <p className={styles.hint}>{t('scheduleEditor.planned')}</p>}
      <LaterVersions later={later} draft={draft} onChange={onChange} />
      <Switch
        label={t('scheduleEditor.keepCurrent')}
        checked={keepsCurrent}
        onChange={(event) => onChange({ keepsCurrent: event.currentTarget.checked })}
      />
    </section>
  )
}

/** What somebody planned for later is not lost without a word. */
function LaterVersions({ later, draft, onChange }: Pick<FieldsProps, 'later' | 'draft' | 'onChange'>) {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone: draft.zone }
  if (later.length === 0) return null
  return (
    <div className={styles.conflict} role="status">
      {later.map(({ begins_at: begins, made }) => (
        <span key={begins}>
          {t(made ? 'scheduleEditor.laterBy' : 'scheduleEditor.later', {
            time: formatMoment(Date.parse(begins), reader),
            who: made?.by.label ?? '',
          })}
        </span>
      ))}
      <ChoiceField
        label={t('scheduleEditor.laterWhat')}
        value={draft.later}
        choices={(['keep', 'replace'] as const).map((value) => ({
          value,
          label: t(`scheduleEditor.laterChoice.${value}`),
        }))}
        onChange={(chosen) => onChange({ later: chosen })}
      />
    </div>
  )
}

function tomorrowAtNine(zone: string): string {
  return `${localTimeOf(now() + 24 * 3_600_000, zone).slice(0, 10)}T09:00`
}
