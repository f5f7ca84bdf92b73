/** What ntfy refuses of a publication, with its numbers and words (server/errors.go and docs/publish.md of binwiederhier/ntfy). */

export interface NtfyRefusal {
  /** The first three digits are the HTTP status. */
  code: number
  error: string
  link?: string
}

export interface NtfyPublication {
  topic: string
  title: string
  message: string
  priority: number
  tags: string[]
  click: string
  actions: { action: string; label: string; url: string }[]
}

export const refusals = {
  topicInvalid: { code: 40009, error: 'invalid request: topic invalid' },
  topicDisallowed: { code: 40010, error: 'invalid request: topic name is not allowed' },
  priorityInvalid: {
    code: 40007,
    error: 'invalid priority parameter',
    link: 'https://ntfy.sh/docs/publish/#message-priority',
  },
  attachmentsDisallowed: {
    code: 40014,
    error: 'invalid request: attachments not allowed',
    link: 'https://ntfy.sh/docs/config/#attachments',
  },
  actionsInvalid: {
    code: 40018,
    error: 'invalid request: actions invalid',
    link: 'https://ntfy.sh/docs/publish/#action-buttons',
  },
  jsonInvalid: { code: 40024, error: 'invalid request: request body must be valid JSON' },
  titleTooLarge: { code: 40057, error: 'invalid request: title is too large' },
  tagsTooLarge: { code: 40058, error: 'invalid request: tags are too large' },
  unauthorized: { code: 40101, error: 'unauthorized', link: 'https://ntfy.sh/docs/publish/#authentication' },
  forbidden: { code: 40301, error: 'forbidden', link: 'https://ntfy.sh/docs/publish/#authentication' },
  notFound: { code: 40401, error: 'page not found' },
  jsonTooLarge: { code: 41303, error: 'JSON body too large' },
  tooManyRequests: {
    code: 42901,
    error: 'limit reached: too many requests',
    link: 'https://ntfy.sh/docs/publish/#limitations',
  },
} as const satisfies Record<string, NtfyRefusal>

const TOPIC = /^[-_A-Za-z0-9]{1,64}$/
const DISALLOWED = ['docs', 'static', 'file', 'app', 'metrics', 'account', 'settings', 'signup', 'login', 'v1']

export function judgePublication(body: string): { refusal: NtfyRefusal } | { publication: NtfyPublication } {
  if (bytes(body) > 8_192) return { refusal: refusals.jsonTooLarge }
  const publication = parse(body)
  if (publication === undefined) return { refusal: refusals.jsonInvalid }
  const refusal = refusalOf(publication)
  return refusal === undefined ? { publication } : { refusal }
}

function refusalOf({ topic, title, message, priority, tags, actions }: NtfyPublication): NtfyRefusal | undefined {
  if (!TOPIC.test(topic)) return refusals.topicInvalid
  if (DISALLOWED.includes(topic)) return refusals.topicDisallowed
  if (bytes(title) > 1_024) return refusals.titleTooLarge
  if (bytes(tags.join('')) > 512) return refusals.tagsTooLarge
  if (!Number.isInteger(priority) || priority < 0 || priority > 5) return refusals.priorityInvalid
  const isActionBad = actions.some(({ action, label, url }) => action !== 'view' || label === '' || url === '')
  if (actions.length > 3 || isActionBad) return refusals.actionsInvalid
  // A longer message turns into an attachment, and those are off here.
  return bytes(message) > 4_096 ? refusals.attachmentsDisallowed : undefined
}

function parse(body: string): NtfyPublication | undefined {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { topic, title, message, priority, tags, click, actions } = value as Partial<NtfyPublication>
  const texts = [topic, title, message, click]
  if (texts.some((text) => text !== undefined && typeof text !== 'string')) return undefined
  return {
    topic: topic ?? '',
    title: title ?? '',
    message: message === undefined || message === '' ? 'triggered' : message,
    priority: priority ?? 0,
    tags: tags ?? [],
    click: click ?? '',
    actions: (actions ?? []).map(({ action = '', label = '', url = '' }) => ({ action, label, url })),
  }
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}
