import IconBellRinging from '@tabler/icons-react/dist/esm/icons/IconBellRinging.mjs'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconHandStop from '@tabler/icons-react/dist/esm/icons/IconHandStop.mjs'
import IconMessage from '@tabler/icons-react/dist/esm/icons/IconMessage.mjs'
import IconPhone from '@tabler/icons-react/dist/esm/icons/IconPhone.mjs'
import IconPhoneOff from '@tabler/icons-react/dist/esm/icons/IconPhoneOff.mjs'
import { useState } from 'react'
import type { StepName, StepState } from '../../api/types.ts'
import { now } from '../../ports/clock.ts'
import { Panel } from '../../ui/panel.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { Countdown, Stopwatch } from '../../ui/time/stopwatch.tsx'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'
import { StepClocks } from '../incident/step-clocks.tsx'
import styles from './design-system.module.css'
import { Sample, Section } from './section.tsx'
import { useDesignWords } from './use-design-words.ts'

const minuteMs = 60_000
const names: readonly StepName[] = ['detect', 'record', 'classify', 'prioritise', 'respond', 'resolve', 'close']

/** Fixed while the page stands, so that nothing but the clocks moves. */
function usePast(): (minutes: number) => string {
  const [startMs] = useState(now)
  return (minutes) => new Date(startMs - minutes * minuteMs).toISOString()
}

export function StepSection() {
  const past = usePast()
  const steps = (done: number): StepState[] =>
    names.map((step, index) => ({
      step,
      at: index < done ? past(30 - index * 4) : null,
      target_at: null,
      state: index < done ? 'done' : index === done ? 'current' : 'pending',
      is_by_rule: step === 'classify' && done < names.length,
    }))
  return (
    <Section name="steps">
      <StepClocks steps={steps(2)} isPast={false} actOf={() => undefined} />
      <StepClocks steps={steps(5)} isPast={false} actOf={() => undefined} />
      <StepClocks steps={steps(7)} isPast={false} actOf={() => undefined} />
    </Section>
  )
}

export function TimelineSection() {
  const { timeline, sections } = useDesignWords()
  const past = usePast()
  const item = (minutes: number, rest: Pick<TimelineItem, 'icon' | 'tone' | 'sentence'>): TimelineItem => ({
    id: String(minutes),
    at: past(minutes),
    isQuiet: false,
    byline: timeline.because,
    ...rest,
  })
  const items: TimelineItem[] = [
    item(1, { icon: <IconCheck size={14} />, tone: 'ok', sentence: timeline.resolved }),
    { ...item(9, { icon: <IconMessage size={14} />, tone: 'plain', sentence: timeline.note }), byline: timeline.by },
    item(14, { icon: <IconHandStop size={14} />, tone: 'accent', sentence: timeline.acknowledged }),
    item(15, { icon: <IconPhoneOff size={14} />, tone: 'warn', sentence: timeline.failed }),
    { ...item(16, { icon: <IconPhone size={14} />, tone: 'plain', sentence: timeline.paged }), isQuiet: true },
    item(1_500, { icon: <IconBellRinging size={14} />, tone: 'alarm', sentence: timeline.opened }),
  ]
  return (
    <Section name="timeline">
      <Panel title={sections.timeline} count={items.length} isFlush>
        <Timeline items={items} label={sections.timeline} />
      </Panel>
    </Section>
  )
}

export function TimeSection() {
  const { time } = useDesignWords()
  const past = usePast()
  return (
    <Section name="time">
      <div className={styles.triple}>
        <Sample label={time.ago}>
          {[0.2, 4, 70, 3_000].map((minutes) => (
            <RelativeTime key={minutes} at={past(minutes)} />
          ))}
        </Sample>
        <Sample label={time.stopwatch}>
          <Stopwatch since={past(64)} />
        </Sample>
        <Sample label={time.countdown}>
          <Countdown to={past(-4)} whenDue={time.due} />
          <Countdown to={past(1)} whenDue={time.due} />
        </Sample>
      </div>
    </Section>
  )
}
