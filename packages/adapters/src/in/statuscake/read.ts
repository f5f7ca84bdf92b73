import { hash } from 'node:crypto'
import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { DoorContext, DoorRequest, Verdict } from '../door.ts'
import { textAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { parseFormOrJson } from '../form-body.ts'
import { GENUINE, isSameSecret, refuseProof } from '../proof.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { tagLabels } from '../tags.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'

/**
 * StatusCake's webhook of a contact group (statuscake.com, "How to use the web hook URL"): a form with one uptime test in it, or
 * the same fields as parameters of a GET that the operator wrote. It is not sent again.
 *
 * It carries a token, the MD5 of the lower-case user name and the API key. It is the same in every request, so it proves no more
 * than a password does; it is compared where the source has a secret, which is that token or what it is made of.
 */
export const statuscake = webhook({
  system: 'statuscake',
  methods: ['POST', 'GET', 'PUT'],
  takesSecret: true,
  verify,
  guide,
  parse: parseFormOrJson,
  read,
})

const STATES: ReadonlyMap<string, SignalState> = new Map([
  ['down', 'firing'],
  ['up', 'resolved'],
])

function verify(request: DoorRequest, { secret }: DoorContext): Verdict {
  if (secret === undefined) return GENUINE
  const parsed = parseFormOrJson(request)
  const token = 'value' in parsed ? (textAt(parsed.value, 'Token') ?? textAt(parsed.value, 'token')) : undefined
  if (token === undefined) return refuseProof('the field "Token" is missing')
  const isToken = isSameSecret(token.toLowerCase(), secret.toLowerCase())
  const isMadeOfSecret = isSameSecret(token.toLowerCase(), hash('md5', secret))
  return isToken || isMadeOfSecret ? GENUINE : refuseProof('the field "Token" is not that of the source’s secret')
}

function read({ body, report }: Notification): SignalDraft[] | Refusal {
  if (!isFields(body)) return { refused: 'the body is not a notification of StatusCake: it has no fields' }
  const text = reader(Object.entries(body))
  const [name, url] = [text('name'), text('url')]
  if (name === undefined && url === undefined) {
    return { refused: 'the body is not a notification of StatusCake: it has neither "Name" nor "URL"' }
  }
  const state = STATES.get(text('status')?.toLowerCase() ?? '')
  if (state === undefined) report('its Status is neither Up nor Down; taken as Down')
  const code = text('statuscode') ?? text('code')
  return [
    {
      key: joinKey(url, name),
      state: state ?? 'firing',
      title: `${name ?? url} is down`,
      description: code === undefined ? undefined : statusText(code, url),
      labels: {
        ...tagLabels((text('tags') ?? '').split(',').flatMap((tag) => tag.trim() || [])),
        ...said({ check: name, url }),
      },
      annotations: {
        status_code: code,
        ip: text('ip'),
        check_rate: text('checkrate'),
        contact_group: text('contactgroup'),
      },
      links: [url],
    },
  ]
}

/** A 0 says that there was no answer in time. */
function statusText(code: string, url: string | undefined): string {
  const where = url === undefined ? '' : ` from ${url}`
  return code === '0' ? `No answer${where} in time` : `Status ${code}${where}`
}

/** StatusCake writes `CheckRate` or `Checkrate`, and what stands in a GET is written by the operator. */
function reader(fields: readonly (readonly [string, unknown])[]): (name: string) => string | undefined {
  const texts = said(Object.fromEntries(fields.map(([name, value]) => [name.toLowerCase(), value])))
  return (name) => (Object.hasOwn(texts, name) ? texts[name] : undefined)
}
