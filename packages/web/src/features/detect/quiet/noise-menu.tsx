import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Noise } from '../../../api/types.ts'
import { durationWords } from '../../../ui/time/duration-words.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { usePermission } from '../../people/session.query.ts'
import styles from './quiet.module.css'

/** What would help, as the button that does it after one more look. */
export function NoiseMenu({ noise, onOpen }: { noise: Noise; onOpen: () => void }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const mayWrite = usePermission('configuration.write')
  const { proposal } = noise
  if (!proposal) return <span className={styles.note}>{t('noise.fine')}</span>
  return (
    <Button size="compact-sm" variant="default" disabled={!mayWrite} onClick={onOpen}>
      {t(`noise.proposals.${proposal.kind}`, { wait: durationWords(proposal.wait ?? '', locale) })}
    </Button>
  )
}
