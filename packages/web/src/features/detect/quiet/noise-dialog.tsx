import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Noise } from '../../../api/types.ts'
import { whenDone } from '../../../api/when-done.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { durationWords } from '../../../ui/time/duration-words.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { newestAlertsQuery } from '../alerts.query.ts'
import { filtersOfNoise, monitorOf, type NoiseRemedy, remedyOf, THRESHOLD, useApplyRemedy } from './noise-proposal.ts'
import styles from './quiet.module.css'

/** What the proposal would have changed in the days that were looked at; then it is done, or something else is. */
export function NoiseDialog({ noise, days, onClose }: { noise: Noise; days: number; onClose: () => void }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const apply = useApplyRemedy()
  const { proposal, name, fired, source } = noise
  if (!proposal) return null
  const { kind, spares } = proposal
  const wait = durationWords(proposal.wait ?? '', locale)
  const effect = t(`noise.effects.${kind}`, { fired, spares, wait, source: source.name })
  const proposed = remedyOf(proposal)
  const carryOut = (remedy: NoiseRemedy) =>
    whenDone(apply.mutateAsync({ noise, days, remedy }), {
      onSuccess: () => {
        notifyDone(t('noise.done'))
        onClose()
      },
    })
  return (
    <FormDialog
      title={t('noise.proposalTitle', { name })}
      text={effect}
      submitLabel={t(`noise.proposals.${proposed}`, { wait })}
      onSubmit={() => carryOut(proposed)}
      onClose={onClose}
      isPending={apply.isPending}
      error={apply.error}
    >
      <fieldset className={styles.group}>
        <legend>{t('noise.more')}</legend>
        <ThresholdButton noise={noise} onPress={() => carryOut('threshold')} />
        {proposed !== 'record_only' && (
          <Button size="compact-sm" variant="subtle" onClick={() => carryOut('record_only')}>
            {t('noise.proposals.record_only')}
          </Button>
        )}
        <SilenceLink noise={noise} />
      </fieldset>
    </FormDialog>
  )
}

/** A monitor has thresholds of its own, which somebody has to choose; of another source so many alerts have to come together. */
function ThresholdButton({ noise, onPress }: { noise: Noise; onPress: () => void }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const monitor = monitorOf(noise)
  if (monitor !== undefined) {
    return (
      <Button
        renderRoot={(props) => <Link to="/monitors/$id/edit" params={{ id: monitor }} {...props} />}
        size="compact-sm"
        variant="subtle"
      >
        {t('noise.proposals.raise')}
      </Button>
    )
  }
  const within = durationWords(THRESHOLD.within, locale)
  return (
    <Button size="compact-sm" variant="subtle" onClick={onPress}>
      {t('noise.proposals.threshold', { alerts: THRESHOLD.alerts, within })}
    </Button>
  )
}

/** For a while only: a silence that begins with the labels of its newest alert. */
function SilenceLink({ noise }: { noise: Noise }) {
  const { t } = useTranslation()
  const { data } = useQuery(newestAlertsQuery(filtersOfNoise(noise)))
  const alert = data?.items[0]?.id
  return (
    <Button
      renderRoot={(props) => <Link to="/alerts/silences/new" search={{ alert }} {...props} />}
      size="compact-sm"
      variant="subtle"
    >
      {t('noise.proposals.silence')}
    </Button>
  )
}
