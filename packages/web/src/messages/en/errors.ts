/** What is said when something does not work. Codes that stand here are told in these words, others in the server’s. */
export const errors = {
  errors: {
    crashText: 'The console made a mistake, or it was renewed while you had it open. Loading it again mostly helps.',
    reload: 'Load again',
    unexpected: 'Something went wrong',
    unexpectedText: 'This is our fault. Try again; if it stays, tell whoever runs this installation.',
    codes: {
      offline: { title: 'No answer from the server', text: 'Check your line. Nothing was changed.' },
      timeout: {
        title: 'The server did not answer in time',
        text: 'It may have been done all the same: look, then try again.',
      },
      busy: { title: 'The server is busy', text: 'Try again in a few seconds.' },
      storage_full: { title: 'The server’s disk is full', text: 'Whoever runs this installation must free space.' },
      gateway: {
        title: 'The server cannot be reached',
        text: 'What stands before it answered instead. It is tried again by itself.',
      },
      internal_error: {
        title: 'The server made a mistake',
        text: 'Try again; the log of the server says more under this id.',
      },
      login_failed: {
        title: 'Mail address or password is wrong.',
        text: 'Check both, or ask an admin for a new password.',
      },
      rate_limited: { title: 'Too many attempts.', text: 'Wait a few minutes.' },
      csrf_failed: { title: 'This page is too old.', text: 'Load it again and repeat.' },
      forbidden: {
        title: 'Your role does not allow this.',
        text: 'Somebody with another role can do it, or an admin gives you one.',
      },
      not_found: { title: 'There is nothing here.', text: 'The address is wrong, or what it named is gone.' },
      account_link_invalid: { title: 'The link does not work.', text: 'Use the newest one that the server printed.' },
      setup_done: { title: 'This installation is set up already.', text: 'Sign in.' },
      version_conflict: { title: 'Somebody changed it meanwhile.', text: 'Look again and repeat.' },
      not_under_way: { title: 'It does not take place now.', text: 'Look when it does, or change its plan.' },
      owned_by_file: { title: 'This comes from the configuration file.', text: 'Change it there.' },
      already_exists: { title: 'There is one of that name already.', text: 'Choose another name.' },
      invalid_request: { title: 'Something is not right yet.', text: 'See the fields above.' },
      last_admin: { title: 'Nobody else is an active admin.', text: 'Make somebody else an admin first.' },
      still_used: {
        title: 'Something else still uses it.',
        text: 'Remove it there first, a notification rule for example.',
      },
      contact_code_wrong: { title: 'The code is wrong or has expired.', text: 'Check it, or ask for another one.' },
      message_not_sent: {
        title: 'The message could not be sent.',
        text: 'Check the address, and the channel’s settings.',
      },
      user_inactive: { title: 'The person is deactivated.', text: 'Choose somebody active.' },
      snooze_too_long: { title: 'That is too long.', text: 'Snooze for at most seven days.' },
      incident_final: { title: 'It is closed for good.', text: 'Declare a new one that refers to it.' },
      incident_merged: { title: 'It was merged meanwhile.', text: 'The work goes on in the other incident.' },
      merge_target_over: {
        title: 'Nobody works on that one any more.',
        text: 'Choose one that is open, or reopen it first.',
      },
      merge_into_itself: { title: 'That is this incident.', text: 'Choose another one.' },
      incident_channels_off: {
        title: 'Channels for incidents are switched off.',
        text: 'An admin can switch them on under Settings, General.',
      },
      no_bridge_link: { title: 'There is no link of a call.', text: 'Give one, or have an admin set one for all.' },
      note_of_other: { title: 'Somebody else wrote this note.', text: 'Add one of your own.' },
      incident_not_resolved: { title: 'It is not resolved yet.', text: 'Resolve it first, or decline it.' },
      incident_already_resolved: { title: 'It is resolved already.', text: 'Reopen it when the fault is back.' },
      nobody_to_escalate_to: { title: 'The policy has no further step.', text: 'Page a responder by name.' },
    },
  },
  conflict: {
    title: 'Somebody changed it meanwhile.',
    text: 'Take what there is now and lose your changes, or write yours over it.',
    takeNewest: 'Take the newest',
    overwrite: 'Write mine over it',
  },
} as const
