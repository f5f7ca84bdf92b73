import { textAt, textList, valueAt } from '../field-path.ts'
import { type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import { isSample, issueKey, severityOfLevel, tagsOf } from './event-words.ts'

/** The "WebHooks" plugin of a project: one event of an issue, unsigned. It says when something is wrong and never that it is right. */
export function readPlugin(body: unknown): SignalDraft {
  const event = valueAt(body, 'event')
  const level = textAt(body, 'level') ?? textAt(event, 'level')
  const tags = tagsOf(valueAt(event, 'tags'))
  return {
    key: issueKey(textAt(body, 'id')),
    state: 'firing',
    title: textAt(event, 'title') ?? textAt(event, 'metadata', 'title') ?? textAt(body, 'message'),
    description: textAt(body, 'message') ?? textAt(event, 'logentry', 'formatted'),
    severity: severityOfLevel(level),
    labels: {
      ...tags,
      ...said({
        project: textAt(body, 'project_slug') ?? textAt(body, 'project'),
        level,
        rule: textList(valueAt(body, 'triggering_rules'))[0],
        environment: textAt(event, 'environment'),
        release: textAt(event, 'release'),
        platform: textAt(event, 'platform'),
      }),
    },
    annotations: { culprit: textAt(body, 'culprit'), event: textAt(event, 'event_id'), logger: textAt(body, 'logger') },
    startedAt: anyInstant(valueAt(event, 'timestamp')),
    links: [textAt(body, 'url')],
    isTest: isSample(tags),
  }
}
