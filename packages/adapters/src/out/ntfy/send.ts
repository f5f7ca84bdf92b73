import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import type { Failure } from '../failure.ts'
import { checkHttpAddress } from '../http-address.ts'
import { failureOfStatus } from '../http-failure.ts'
import type { Net, NetResponse } from '../net.ts'
import { failureOfNetError } from '../net-failure.ts'
import { formatPublication } from './publication.ts'
import { parseTarget } from './target.ts'

const TIMEOUT_MS = 10_000
const PUBLIC_SERVER = 'https://ntfy.sh'
/** Goes into a header: printable ASCII without blanks. */
const TOKEN = /^[\x21-\x7e]{1,256}$/

export const ntfyConfigSchema = z
  .strictObject({
    /** The server of contacts that are a bare topic. */
    url: z
      .string()
      .refine((url) => checkHttpAddress(url) === undefined, 'expected an address such as https://ntfy.example.com')
      .default(PUBLIC_SERVER),
    /** An access token of that server; contacts on other servers bring their own as their secret. */
    token: z.string().regex(TOKEN, 'expected an access token such as tk_…').optional(),
  })
  .prefault({})

export type NtfyConfig = z.infer<typeof ntfyConfigSchema>

async function send(net: Net, config: NtfyConfig, contact: ContactAddress, message: Message): Promise<SendResult> {
  const target = parseTarget(contact.to, config.url)
  if ('problem' in target) return { failure: { code: 'bad_address', retry: 'never', cause: target.problem } }
  const token = tokenFor(target.url, config, contact)
  if (token !== undefined && !TOKEN.test(token)) {
    return {
      failure: { code: 'bad_credentials', retry: 'never', cause: 'the access token has characters that no token has' },
    }
  }
  const response = await net.fetch({
    method: 'POST',
    url: target.url,
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'Tocsin',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: formatPublication(target.topic, message),
    timeoutMs: TIMEOUT_MS,
  })
  if ('error' in response) return { failure: failureOfNetError(response) }
  if (response.status !== 200) return { failure: failureOf(response, message) }
  const id = readJson(response.body).id
  return { handedOver: true, ...(typeof id === 'string' ? { providerRef: id.slice(0, 100) } : {}), isDelivered: false }
}

/** The configured token goes to the configured server alone: a contact may name any server, also one of its owner's. */
function tokenFor(url: string, config: NtfyConfig, contact: ContactAddress): string | undefined {
  if (contact.secret !== undefined) return contact.secret
  return new URL(config.url).origin === new URL(url).origin ? config.token : undefined
}

/** ntfy answers `{code, http, error, link}`; 40009 and 40010 are about the topic, everything else the status tells. */
function failureOf(response: NetResponse, message: Message): Failure {
  const { code, error } = readJson(response.body)
  const failure = failureOfStatus(
    response,
    message.sentAt,
    typeof error === 'string' ? `${error} (${code})` : response.body,
  )
  return code === 40009 || code === 40010 ? { ...failure, code: 'bad_address' } : failure
}

function readJson(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // A proxy in front of ntfy answers in HTML; the status says enough.
    return {}
  }
}

/** A push to the ntfy app. 200 means that the server took it. */
export const ntfyChannel: OutChannel<NtfyConfig> = {
  channel: 'ntfy',
  configSchema: ntfyConfigSchema,
  bundleMax: 10,
  checkAddress(to) {
    const target = parseTarget(to, PUBLIC_SERVER)
    return 'problem' in target ? target.problem : undefined
  },
  send,
}
