/** One’s own account, the people of the installation, and how the installation itself is. */
export const people = {
  forgotten: {
    link: 'Forgot your password?',
    title: 'Forgot your password?',
    text: 'We mail you a link with which you choose a new one.',
    submit: 'Send the link',
    sent: 'Look into your mail',
    sentText: 'If {{email}} belongs to somebody here, a link is on its way. It works for an hour, once.',
    back: 'Back to the login',
  },
  setPassword: {
    title: 'Choose a new password',
    resetText: 'All your sessions end; then sign in with the new password.',
    welcome: 'Welcome, {{name}}',
    welcomeText: 'Choose the password with which you sign in from now on.',
    password: 'New password',
    submit: 'Set the password',
    done: 'The password is set. Sign in with it.',
    spent: 'This link does not work any more',
    spentText:
      'It has expired, or it was used already; each works once. Ask for a new one, or sign in if you have a password.',
    askAgain: 'Ask for a new link',
  },
  channels: { email: 'Mail', webhook: 'Webhook', ntfy: 'ntfy', webpush: 'Web push' },
  mailHint: {
    noMail: 'No mail channel yet: pages cannot be mailed.',
    setUpMail: 'Set up mail',
    askAdmin: 'An admin can set it up.',
  },
  system: {
    label: 'State of the installation',
    full: 'The disk is full: signals and changes are not accepted. Free some space.',
    low: 'The disk is nearly full: {{free}} left. When it is full, nothing is accepted any more.',
    lowUnknown: 'The disk is nearly full. When it is full, nothing is accepted any more.',
    skewed: 'The clock of {{node}} is off by {{time}}. Timelines may be wrong.',
    silent: 'The loop {{loop}} has not run for {{time}}. Pages may be late; see the log of the server.',
  },
} as const
