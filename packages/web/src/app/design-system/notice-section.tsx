import { Button } from '@mantine/core'
import { Notice, type NoticeTone } from '../../ui/notice.tsx'
import { notifyDone, notifyFailed, notifyUndoable } from '../../ui/notify.ts'
import styles from './design-system.module.css'
import { Section } from './section.tsx'
import { useDesignWords } from './use-design-words.ts'

const tones: readonly NoticeTone[] = ['info', 'ok', 'warn', 'alarm']

export function NoticeSection() {
  const { notices } = useDesignWords()
  const undoable = {
    message: notices.muted,
    undo: () => Promise.resolve(),
    undone: notices.unmuted,
  }
  return (
    <Section name="notices">
      {tones.map((tone) => (
        <Notice
          key={tone}
          tone={tone}
          title={notices[tone]}
          action={
            tone === 'warn' && (
              <Button size="compact-sm" variant="default">
                {notices.act}
              </Button>
            )
          }
        >
          {tone === 'warn' || tone === 'alarm' ? notices.text : undefined}
        </Notice>
      ))}
      <div className={styles.row}>
        <Button variant="default" onClick={() => notifyDone(notices.ok)}>
          {notices.done}
        </Button>
        <Button
          variant="default"
          onClick={() => notifyFailed({ title: notices.failedTitle, text: notices.failedText })}
        >
          {notices.failed}
        </Button>
        <Button variant="default" onClick={() => notifyUndoable(undoable)}>
          {notices.undoable}
        </Button>
      </div>
    </Section>
  )
}
