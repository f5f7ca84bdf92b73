import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../../ui/panel.tsx'
import '../planner/planner-texts.ts'
import { schedulesQuery } from '../policies.query.ts'
import styles from './fairness.module.css'

/** From what is uneven to what would be fairer: of one schedule. */
export function PlanPanel({ schedule }: { schedule: string | undefined }) {
  const { t } = useTranslation()
  const { data: schedules = [] } = useQuery(schedulesQuery)
  const [picked, setPicked] = useState<string | null>(null)
  const chosen = schedule ?? picked ?? schedules[0]?.id
  if (chosen === undefined) return null
  const path = `/on-call/schedules/${encodeURIComponent(chosen)}`
  return (
    <Panel title={t('planPanel.title')} isFlush>
      <p className={styles.text}>{t('planPanel.text')}</p>
      <div className={styles.plan}>
        {schedule === undefined && (
          <Select
            size="xs"
            label={t('planPanel.choose')}
            value={chosen}
            data={schedules.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setPicked}
            allowDeselect={false}
            searchable
          />
        )}
        <Button size="xs" variant="default" component={Link} to={`${path}/mend`}>
          {t('planPanel.mend')}
        </Button>
        <Button size="xs" variant="default" component={Link} to={`${path}/plan`}>
          {t('planPanel.plan')}
        </Button>
      </div>
    </Panel>
  )
}
