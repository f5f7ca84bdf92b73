import { PRIORITIES, STATUSES } from '@tocsin/core/kernel/scales.ts'
import { AlertStateBadge, SeverityBadge } from '../../ui/alert-badges.tsx'
import { PersonName } from '../../ui/person.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { LabelTag, Tag, type Tone } from '../../ui/tag.tsx'
import { UrgencyBadge } from '../../ui/urgency-badge.tsx'
import styles from './design-system.module.css'
import { Sample, Section } from './section.tsx'
import { useDesignWords } from './use-design-words.ts'

const severities = ['critical', 'high', 'medium', 'low', 'info', 'unknown'] as const
const tones: readonly Tone[] = ['plain', 'accent', 'alarm', 'warn', 'ok', 'violet']

export function BadgeSection() {
  const { badges } = useDesignWords()
  return (
    <Section name="badges">
      <Badges />
      <Sample label={badges.blind}>
        <p className={styles.text}>{badges.blindText}</p>
        <div className={styles.grey}>
          <Badges />
        </div>
      </Sample>
    </Section>
  )
}

function Badges() {
  const { badges } = useDesignWords()
  return (
    <>
      <Sample label={badges.priority}>
        {PRIORITIES.map((priority) => (
          <PriorityBadge key={priority} priority={priority} />
        ))}
        {PRIORITIES.map((priority) => (
          <PriorityBadge key={`boxed ${priority}`} priority={priority} isBoxed />
        ))}
      </Sample>
      <Sample label={badges.status}>
        {STATUSES.map((status) => (
          <StatusBadge key={status} status={status} />
        ))}
        {STATUSES.map((status) => (
          <StatusBadge key={`boxed ${status}`} status={status} isBoxed />
        ))}
      </Sample>
      <Sample label={badges.severity}>
        {severities.map((severity) => (
          <SeverityBadge key={severity} severity={severity} />
        ))}
      </Sample>
      <Sample label={badges.urgency}>
        <UrgencyBadge urgency="high" />
        <UrgencyBadge urgency="low" />
      </Sample>
      <Sample label={badges.alert}>
        <AlertStateBadge state="firing" />
        <AlertStateBadge state="resolved" />
      </Sample>
    </>
  )
}

export function PeopleSection() {
  const { samples, tags } = useDesignWords()
  return (
    <Section name="people">
      <div className={styles.row}>
        <PersonName name={samples.person} />
        <PersonName name={samples.japanesePerson} />
        <PersonName name={samples.longPerson} note={samples.service} />
      </div>
      <div className={styles.row}>
        {tones.map((tone) => (
          <Tag key={tone} tone={tone}>
            {tags[tone]}
          </Tag>
        ))}
        <LabelTag name="service" value={samples.service} />
        <LabelTag name="alert_id" value={samples.unbroken} />
      </div>
    </Section>
  )
}
