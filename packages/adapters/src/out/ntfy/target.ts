import { checkHttpAddress } from '../http-address.ts'

/** ntfy's own rule for topics; some names are paths of its web app. */
const TOPIC = /^[-_A-Za-z0-9]{1,64}$/
const RESERVED = new Set(['docs', 'static', 'file', 'app', 'metrics', 'account', 'settings', 'signup', 'login', 'v1'])

export interface NtfyTarget {
  /** Where JSON is published: the root of the server. */
  url: string
  topic: string
}

/** Reads a topic, or `https://server/topic`; the server of a bare topic is the configured one. */
export function parseTarget(to: string, serverUrl: string): NtfyTarget | { problem: string } {
  if (!to.includes('/')) return isTopic(to) ? { url: rootOf(serverUrl), topic: to } : { problem: TOPIC_PROBLEM }
  const problem = checkHttpAddress(to)
  if (problem !== undefined) return { problem }
  const { pathname, search } = new URL(to)
  const topic = pathname.slice(1).replace(/\/$/, '')
  if (search !== '') return { problem: 'The address must not have a query (?…); a token belongs into the secret.' }
  return isTopic(topic) ? { url: rootOf(to), topic } : { problem: TOPIC_PROBLEM }
}

const TOPIC_PROBLEM =
  'Expected a topic of 1 to 64 letters, digits, - and _, or its address such as https://ntfy.sh/my-topic.'

function isTopic(text: string): boolean {
  return TOPIC.test(text) && !RESERVED.has(text)
}

function rootOf(url: string): string {
  return `${new URL(url).origin}/`
}
