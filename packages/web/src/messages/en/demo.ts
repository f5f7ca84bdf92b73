/** The demo: its mark and its way in. They come with it. */
export const demo = {
  demo: {
    mark: 'Demo',
    what: '{{company}} does not exist, its people are played, and nothing leaves this machine. What pages you is left to you: take it, or see it escalate.',
    forReal: 'For real, with data of your own:',
    login: 'This is the demo: {{company}}, a company that does not exist.',
    enterAs: 'Enter as {{name}}',
    part: { on_call: 'on call, admin', colleague: 'another team', lead: 'manager', viewer: 'only looks' },
  },
}
