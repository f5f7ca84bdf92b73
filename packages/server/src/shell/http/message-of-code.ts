import type { Code, Rejection } from '@tocsin/core/kernel/codes.ts'

/** What happened, in one sentence; `{name}` is filled from the rejection's facts. What to do about it is the code's `mend`. */
const MESSAGE_OF_CODE: Readonly<Record<Code, string>> = {
  not_found: 'There is nothing with this id.',
  already_exists: 'It exists already.',
  incident_final: 'The incident is over and takes no further changes.',
  incident_merged: 'It was merged into {into}.',
  merge_into_itself: 'An incident cannot be merged into itself.',
  merge_target_over: 'Nobody works on {id} any more.',
  merge_of_test: '{id} is a test.',
  not_merged: 'The incident was not merged.',
  note_not_found: 'There is no note {note}.',
  incident_channels_off: 'Channels for incidents are switched off.',
  no_bridge_link: 'No link of a call is set, and none was given.',
  note_of_other: 'Somebody else wrote the note {note}.',
  incident_not_resolved: 'The incident is not resolved.',
  incident_not_resolved_yet: 'The incident is not resolved yet.',
  incident_already_resolved: 'The incident is resolved already.',
  incident_acknowledged_by_other: 'Somebody else has acknowledged the incident.',
  reason_required: 'A reason is missing.',
  snooze_too_long: 'That is too long to snooze.',
  expected_in_past: 'The instant by which it should be resolved has passed.',
  snooze_in_past: 'That instant has passed.',
  user_not_found: 'Nobody here is called “{user}”.',
  user_inactive: '{user} is deactivated.',
  step_not_found: 'The policy has no step {step}; it has {steps}.',
  nobody_to_escalate_to: 'The policy {policy} has nobody further to escalate to.',
  too_many_alerts: 'The incident holds {max} alerts, which is as many as it can.',
  version_conflict: 'It was changed by somebody else in the meantime.',
  invalid_request: 'The request cannot be read.',
  unauthenticated: 'Nobody is signed in.',
  login_failed: 'The address and the password do not belong together.',
  forbidden: 'This is not allowed.',
  csrf_failed: 'The request did not come from a page of this installation.',
  rate_limited: 'Too many attempts.',
  unsupported_attachment: 'This is no picture that can be shown.',
  too_many_attachments: 'The incident holds {max} pictures, which is as many as it can.',
  too_many_reports: 'It was reported {max} times already.',
  portal_closed: 'The reporting portal is closed.',
  body_too_large: 'The body is too large.',
  link_expired: 'This link has expired.',
  account_link_invalid: 'This link was used already, has expired, or never existed.',
  contact_code_wrong: 'The code is wrong or has expired.',
  setup_done: 'The installation is set up already.',
  last_admin: 'Nobody else is an active admin.',
  still_used: 'Something else still refers to it.',
  not_under_way: 'It is not under way now.',
  owned_by_file: 'It belongs to the configuration file.',
  busy: 'The server is busy.',
  storage_full: 'The disk is full.',
  conflict_retries_exhausted: 'Others kept changing it.',
  message_not_sent: 'The message could not be handed over.',
  internal_error: 'Something went wrong on our side.',
}

/** A fact that the sentence names and the rejection does not bring leaves the name standing. */
export function messageOfCode(code: Code, facts: Rejection['facts'] = {}): string {
  return MESSAGE_OF_CODE[code].replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? name))
}

/** The facts that the sentence names. */
export function factsInMessage(code: Code): ReadonlySet<string> {
  return new Set([...MESSAGE_OF_CODE[code].matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))
}
