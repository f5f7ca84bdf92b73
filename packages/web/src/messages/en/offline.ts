/** Of a line that is down, a new version, and a browser that is pushed to. They come after the first page, not with it. */
export const offline = {
  offline: {
    acts: 'What waits for the line',
    waiting: {
      acknowledge: 'Acknowledge {{incident}}: will be sent when the line is back; queued {{time}}.',
      escalate: 'Escalate {{incident}}: will be sent when the line is back; queued {{time}}.',
    },
    cancel: 'Do not send',
    asks: {
      acknowledge:
        'You acknowledged {{incident}} at {{time}}, without a line. It was not sent, and others may have been called since.',
      escalate:
        'You escalated {{incident}} at {{time}}, without a line. It was not sent, and much may have changed since.',
    },
    still: { acknowledge: 'Acknowledge now', escalate: 'Escalate now' },
    leave: 'Leave it',
    sent: { acknowledge: '{{incident}} is yours: your acknowledge was sent.', escalate: '{{incident}} was escalated.' },
    taken: '{{by}} has {{incident}}',
    takenText: 'Somebody else was faster while your line was down. Nothing was sent.',
    over: '{{incident}} is over',
    overText: 'It ended while your line was down. Nothing was sent.',
    refused: '{{incident}}: it was not taken',
    signedOut: 'Not sent: your session is over',
    signedOutText: 'Sign in. What you pressed for {{incident}} is sent then, or you are asked again.',
    update: 'A new version is here.',
    reload: 'Reload',
    otherUpdate: 'Another page runs a newer version.',
  },
  browser: {
    title: 'This browser',
    text: 'Pages appear as notifications of {{name}}, also when Tocsin is not open.',
    subscribe: 'Page me in this browser',
    again: 'Subscribe again',
    test: 'Send a test page',
    tested: 'A test page is on its way to this browser.',
    subscribed: 'Pages reach this browser.',
    waiting: 'A test page is on its way; this browser confirms it by itself.',
    waitingText:
      'If nothing appears: look whether the system shows notifications of this browser, then send another test page.',
    changed: 'The keys of this installation have changed since: subscribe this browser again.',
    failed: 'This browser was not subscribed',
    failedText: 'Its push service could not be reached, or it refused. Try again in a moment.',
    insecure: 'Notifications need https. Open Tocsin by an address that begins with https://.',
    unsupported: 'This browser cannot show pages as notifications.',
    install_first:
      'On this device add Tocsin to the home screen first (Share, then “Add to Home Screen”), and open it from there.',
    denied:
      'Notifications are blocked for this address. Allow them in the settings of this site (the sign beside the address), then press again.',
    ended: {
      gone: 'Takes no pages since {{time}}: the browser ended its subscription. Subscribe it again there.',
      signed_out: 'Takes no pages since {{time}}: you signed out there.',
      taken_over: 'Takes no pages since {{time}}: somebody else subscribed this browser.',
    },
    silent: 'Silent',
  },
} as const
