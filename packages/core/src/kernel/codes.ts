/**
 * The registry of codes that Tocsin answers with. A test proves that each is documented in docs/codes.md, mapped to an
 * HTTP status by the shell, and used. `mend` says what the reader can do about it.
 */
export const CODES = {
  not_found: { kind: 'rejection', mend: 'Check the id; a list shows what exists.' },
  already_exists: { kind: 'rejection', mend: 'Choose another id, or change the one that exists.' },
  incident_final: {
    kind: 'rejection',
    mend: 'Reopen the incident if it is closed; declined and merged ones stay so, declare a new one that refers to it.',
  },
  incident_merged: {
    kind: 'rejection',
    mend: 'It goes on in the incident that it was merged into: work there, or undo the merge.',
  },
  merge_into_itself: { kind: 'rejection', mend: 'Choose another incident.' },
  merge_target_over: {
    kind: 'rejection',
    mend: 'Merge into an incident that somebody still works on; reopen that one first if it is the right one.',
  },
  merge_of_test: { kind: 'rejection', mend: 'A test stands alone: resolve it instead.' },
  not_merged: { kind: 'rejection', mend: 'Only an incident that was merged can be taken out again.' },
  note_not_found: {
    kind: 'rejection',
    mend: 'Name a note that is still there, by the version of the fact that added it.',
  },
  incident_channels_off: {
    kind: 'rejection',
    mend: 'Channels for incidents are switched off; an admin can switch them on under Settings, General.',
  },
  no_bridge_link: {
    kind: 'rejection',
    mend: 'Give the link of the call in `url`, or have an admin set one for all incidents under Settings, General.',
  },
  note_of_other: { kind: 'rejection', mend: 'Only who wrote a note may change it; add one of your own.' },
  incident_not_resolved: { kind: 'rejection', mend: 'Resolve the incident before closing it, or decline it.' },
  incident_not_resolved_yet: {
    kind: 'rejection',
    mend: 'Only an incident that is being verified, resolved or closed can be reopened.',
  },
  incident_already_resolved: {
    kind: 'rejection',
    mend: 'The incident is resolved already; reopen it when the fault is back.',
  },
  incident_acknowledged_by_other: { kind: 'rejection', mend: 'Somebody has it already.' },
  reason_required: { kind: 'rejection', mend: 'Say why in the field `reason`.' },
  snooze_too_long: { kind: 'rejection', mend: 'Snooze for at most seven days.' },
  expected_in_past: { kind: 'rejection', mend: 'Give an instant that lies ahead, by which it should be resolved.' },
  snooze_in_past: { kind: 'rejection', mend: 'Give an instant that lies ahead.' },
  user_not_found: { kind: 'rejection', mend: 'Name an active user by id or e-mail address.' },
  user_inactive: { kind: 'rejection', mend: 'The person is deactivated; choose somebody active.' },
  step_not_found: { kind: 'rejection', mend: 'The running policy has no such step.' },
  nobody_to_escalate_to: { kind: 'rejection', mend: 'The policy has no further step; page a responder by name.' },
  too_many_alerts: {
    kind: 'rejection',
    mend: 'The incident holds its maximum of alerts; later ones open a new incident.',
  },
  version_conflict: { kind: 'rejection', mend: 'Somebody changed it meanwhile; load it again and repeat.' },
  invalid_request: { kind: 'rejection', mend: 'See `details`: each names the field, what was wrong and an example.' },
  unauthenticated: { kind: 'rejection', mend: 'Sign in, or send `Authorization: Bearer <key>`.' },
  login_failed: { kind: 'rejection', mend: 'Check both, or ask for a new password.' },
  forbidden: { kind: 'rejection', mend: 'Your role does not allow this; `details` says which does.' },
  csrf_failed: { kind: 'rejection', mend: 'Reload the page and try again.' },
  rate_limited: { kind: 'rejection', mend: 'Wait as long as `Retry-After` says.' },
  unsupported_attachment: { kind: 'rejection', mend: 'Send a PNG, JPEG, GIF or WebP image.' },
  too_many_attachments: {
    kind: 'rejection',
    mend: 'The incident holds its maximum of pictures; link to further ones.',
  },
  too_many_reports: { kind: 'rejection', mend: 'It is well known already; nothing more needs to be reported.' },
  portal_closed: {
    kind: 'rejection',
    mend: 'The reporting portal is switched off; an admin can open it under Settings.',
  },
  body_too_large: { kind: 'rejection', mend: 'Send less in one request.' },
  link_expired: { kind: 'rejection', mend: 'Open the incident in the console instead.' },
  account_link_invalid: { kind: 'rejection', mend: 'Ask for a new link; each works once, and only for a while.' },
  contact_code_wrong: { kind: 'rejection', mend: 'Type the newest code, or ask for another.' },
  setup_done: { kind: 'rejection', mend: 'The installation is set up already; sign in.' },
  last_admin: { kind: 'rejection', mend: 'Make somebody else an admin first.' },
  owned_by_file: { kind: 'rejection', mend: 'This is kept in the configuration file; change it there.' },
  still_used: { kind: 'rejection', mend: 'Other things refer to it; `details` names them. Change those first.' },
  not_under_way: { kind: 'rejection', mend: 'Look when it takes place; change its plan instead.' },
  busy: { kind: 'failure', mend: 'Try again in a few seconds.' },
  storage_full: { kind: 'failure', mend: 'Free disk space; nothing was accepted meanwhile.' },
  conflict_retries_exhausted: { kind: 'failure', mend: 'Try again; many people change this at once.' },
  message_not_sent: { kind: 'failure', mend: 'Check the address and the settings of the channel, then try again.' },
  internal_error: { kind: 'failure', mend: 'This is our fault; the log line with this `request_id` says more.' },
} as const satisfies Record<string, { kind: 'rejection' | 'failure'; mend: string }>

export type Code = keyof typeof CODES
export type RejectionCode = { [C in Code]: (typeof CODES)[C]['kind'] extends 'rejection' ? C : never }[Code]

/** The business says no. `facts` holds what the message needs: ids, names, limits. */
export interface Rejection {
  code: RejectionCode
  facts?: Record<string, string | number | boolean>
}
