import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Noise } from '../../../api/types.ts'
import { whenDone } from '../../../api/when-done.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { alertListQuery } from '../alerts.query.ts'
import { filtersOfNoise, useApplyProposal } from './noise-proposal.ts'
import styles from './quiet.module.css'

/** What the proposal would have changed in the days that were looked at; then it is done, or something else is. */
export function NoiseDialog({ noise, days, onClose }: { noise: Noise; days: number; onClose: () => void }) {
  const { t } = useTranslation()
  const apply = useApplyProposal()
  const { proposal, name, fired, source } = noise
  if (!proposal) return null
  const { kind, spares } = proposal
  const wait = proposal.wait ?? ''
  const effect = t(`noise.effects.${kind}`, { fired, spares, wait, source: source.name })
  const does = kind === 'delete' ? 'record_only' : kind
  return (
    <FormDialog
      title={t('noise.proposalTitle', { name })}
      text={effect}
      submitLabel={t(`noise.proposals.${does}`, { wait })}
      onSubmit={() =>
        whenDone(apply.mutateAsync({ noise, days }), {
          onSuccess: () => {
            notifyDone(t('noise.done'))
            onClose()
          },
        })
      }
      onClose={onClose}
      isPending={apply.isPending}
      error={apply.error}
    >
      <SilenceLink noise={noise} />
    </FormDialog>
  )
}

/** For a while only: a silence that begins with the labels of its newest alert. */
function SilenceLink({ noise }: { noise: Noise }) {
  const { t } = useTranslation()
  const { data } = useInfiniteQuery(alertListQuery(filtersOfNoise(noise)))
  const alert = data?.pages[0]?.items[0]?.id
  return (
    <div className={styles.actions}>
      <Button
        renderRoot={(props) => <Link to="/alerts/silences/new" search={{ alert }} {...props} />}
        size="compact-sm"
        variant="subtle"
      >
        {t('noise.proposals.silence')}
      </Button>
    </div>
  )
}
