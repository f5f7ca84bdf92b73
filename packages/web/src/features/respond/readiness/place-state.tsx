import { Button } from '@mantine/core'
import IconSend from '@tabler/icons-react/dist/esm/icons/IconSend.mjs'
import { useTranslation } from 'react-i18next'
import { notifyDone, notifyFailed } from '../../../ui/notify.ts'
import { useErrorWords } from '../../../ui/page-states.tsx'
import { Tag, type Tone } from '../../../ui/tag.tsx'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { usePermission } from '../../people/session.query.ts'
import styles from './places.module.css'
import { type Place, useConfirmPlace, useTestPlace } from './places.query.ts'
import './readiness-texts.ts'

const TONES: Record<Place['state'], Tone> = { verified: 'ok', unverified: 'warn', failed: 'alarm' }

/** Whether messages were shown to arrive there, and what shows it. It is paged whatever this says. */
export function PlaceState({ place }: { place: Place }) {
  const { t } = useTranslation()
  const { state, verified, tested, failed } = place
  return (
    <div className={styles.state}>
      <span className={styles.line}>
        <Tag tone={TONES[state]}>{t(`places.state.${state}`)}</Tag>
        <span className={styles.note}>
          {state === 'verified' && verified && (
            <>
              {t('places.verifiedBy', { name: verified.by })} <RelativeTime at={verified.at} />
            </>
          )}
          {state === 'failed' && failed && t(`places.failed.${failed.how}`, { cause: failed.cause })}
          {state === 'unverified' && tested && (
            <>
              {t('places.testedBy', { name: tested.by })} <RelativeTime at={tested.at} />
            </>
          )}
        </span>
      </span>
      <PlaceTools place={place} />
    </div>
  )
}

function PlaceTools({ place }: { place: Place }) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const mayWrite = usePermission('configuration.write')
  const test = useTestPlace()
  const confirm = useConfirmPlace()
  if (!mayWrite) return null
  const { state, tested, failed, to } = place
  const isAsked = state !== 'verified' && tested !== null && (failed === null || failed.at < tested.at)
  return (
    <span className={styles.line}>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconSend size={13} />}
        loading={test.isPending}
        aria-label={t('places.testOf', { to })}
        onClick={() =>
          test.mutate(place, {
            onSuccess: () => notifyDone(t('places.sent')),
            onError: (error) => notifyFailed(wordsOf(error)),
          })
        }
      >
        {t('places.test')}
      </Button>
      {isAsked && (
        <Button
          size="compact-xs"
          loading={confirm.isPending}
          onClick={() => confirm.mutate(place, { onError: (error) => notifyFailed(wordsOf(error)) })}
        >
          {t('places.arrived')}
        </Button>
      )}
    </span>
  )
}
