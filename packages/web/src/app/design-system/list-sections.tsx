import { Button } from '@mantine/core'
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs'
import { PRIORITIES } from '@tocsin/core/kernel/scales.ts'
import { ApiError } from '../../api/api-error.ts'
import { now } from '../../ports/clock.ts'
import { DataList, DataListHeading, DataRow } from '../../ui/data-list.tsx'
import { DENSITIES, type Density } from '../../ui/density.ts'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import styles from './design-system.module.css'
import { Section } from './section.tsx'
import { useDesignWords } from './use-design-words.ts'

const minuteMs = 60_000

export function ListSection() {
  const { list } = useDesignWords()
  return (
    <Section name="lists">
      <div className={styles.pair}>
        {DENSITIES.map((density) => (
          <Panel key={density} title={list[density]} isFlush>
            <Rows density={density} />
          </Panel>
        ))}
      </div>
      <Panel title={list.loading} isFlush>
        <ListSkeleton rows={4} />
      </Panel>
    </Section>
  )
}

function Rows({ density }: { density: Density }) {
  const { samples, list } = useDesignWords()
  const titles = [samples.short, samples.long, samples.unbroken, samples.japanese, samples.short]
  return (
    <div data-density={density}>
      <DataList label={list[density]}>
        <DataListHeading count={titles.length}>{list.heading}</DataListHeading>
        {PRIORITIES.map((priority, index) => (
          <DataRow
            key={priority}
            id={`${density} ${priority}`}
            link={{ to: '/design-system' }}
            label={list.row.replace('{{title}}', titles[index] ?? '')}
            isLoud={index === 0}
            actions={
              index === 0 && (
                <Button size="compact-sm" variant="default">
                  {list.acknowledge}
                </Button>
              )
            }
          >
            <div className={styles.cells}>
              <PriorityBadge priority={priority} />
              <span className={styles.title}>{titles[index]}</span>
              <StatusBadge status={index === 0 ? 'open' : 'acknowledged'} />
              <RelativeTime at={new Date(now() - (index * 7 + 1) * minuteMs).toISOString()} className={styles.ago} />
            </div>
          </DataRow>
        ))}
      </DataList>
    </div>
  )
}

export function StateSection() {
  const { states } = useDesignWords()
  const error = new ApiError({
    status: 503,
    code: 'sample',
    message: states.errorTitle,
    mend: states.errorMend,
    requestId: 'req-0190b5a2-7c1e-7b0a-9d3f',
  })
  return (
    <Section name="states">
      <div className={styles.triple}>
        <div className={styles.frame}>
          <EmptyState icon={<IconCircleCheck size={22} />} title={states.emptyTitle} text={states.emptyText}>
            <Button variant="default" size="xs">
              {states.emptyDo}
            </Button>
          </EmptyState>
        </div>
        <div className={styles.frame}>
          <LoadingState />
        </div>
        <div className={styles.frame}>
          <ErrorState error={error} onRetry={() => {}} />
        </div>
      </div>
    </Section>
  )
}
