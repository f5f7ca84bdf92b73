/** Declaring an incident. They come with its dialog. */
export const declaring = {
  declaring: {
    impact: 'Who is affected?',
    urgency: 'How bad is it?',
    priority: 'Priority',
    computed: '{{scope}} × {{severity}}, by the matrix of your organisation',
    urgencyText: {
      high: 'Loud: by all the ways that people set up for it.',
      low: 'Quiet: by the way that people set up for what can wait.',
    },
    pages: 'Pages now',
    pagesAt: 'Pages at {{time}}',
    pagesNobody: 'Nobody can be paged: no service with a policy, and no active admin.',
    adminsInstead: 'No policy behind it, so the admins.',
    who: {
      user: 'named by {{policy}}',
      schedule: 'on call for {{name}}',
      team: 'in {{name}}',
      admin: 'admin',
      vendor: 'named by {{policy}}',
      channel: 'named by {{policy}}',
    },
    submit: 'Declare and page {{names}}',
    more: 'Add what else is known',
    draft: 'Taken up where you left it.',
    discard: 'Begin anew',
    previewFailed: 'Whom it pages is not known at the moment. Declaring it works all the same.',
  },
} as const
