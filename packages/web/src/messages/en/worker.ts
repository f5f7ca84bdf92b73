/** What notifications say besides the server's own words. The service worker loads nothing else of the texts. */
export const workerWords = {
  acknowledge: 'Acknowledge',
  unreadable: 'Something happened in Tocsin',
  confirmed: 'Tocsin reaches you here',
  confirmedText: 'This browser is now one of your contacts. Pages of incidents look like this.',
  code: 'Your code for Tocsin: {{code}}',
  codeText: 'Type it under Account, Contacts.',
  queued: 'Not sent yet: no line',
  queuedText: 'Acknowledge will be sent when the line is back; queued {{time}}.',
  sent: '{{incident}} is yours',
  sentText: 'Nobody else is called.',
  taken: '{{by}} has {{incident}} already',
  over: '{{incident}} is over already',
  idle: 'You need not do anything.',
  refused: '{{incident}} was not acknowledged',
  asks: 'Acknowledge {{incident}}, still?',
  asksText: 'You pressed it at {{time}}, without a line. It was not sent: others may have been called since.',
} as const

export type WorkerWords = { readonly [Key in keyof typeof workerWords]: string }
