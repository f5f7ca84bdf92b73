/** Every limit in one place. A limit that a user can meet has a code in `codes.ts` that names it. */
export const LIMITS = {
  titleCharsMax: 1024,
  textCharsMax: 64 * 1024,
  dedupKeyCharsMax: 255,
  labelsMax: 128,
  labelCharsMax: 4096,
  matchersPerSilenceMax: 100,
  /** A regular expression of a matcher or a mapping. */
  patternCharsMax: 4096,
  expressionCharsMax: 4096,
  expressionNodesMax: 1000,
  /** Rounds of all loops of a mapping over one body, reckoned before it runs. */
  expressionRoundsMax: 250_000,
  eventRulesMax: 200,
  /** What a rule sees of a description or an annotation, and of the rules that an alert met what its placement keeps. */
  ruleTextCharsMax: 4096,
  ruleStepsKeptMax: 50,
  ruleStepValueCharsMax: 300,
  labelsPerRuleMax: 20,
  suppressReasonCharsMax: 500,
  /** Alerts of one incident that its state lists one by one; the placement rows know all of them. */
  alertsPerIncidentMax: 10_000,
  servicesPerIncidentMax: 50,
  /** Services that need services that need services: symptoms are traced this far. */
  dependencyDepthMax: 10,
  dependenciesPerServiceMax: 50,
  inhibitionsMax: 200,
  maintenanceWindowsMax: 500,
  /** An incident may be merged into one that is merged later, and so on: alerts follow this far. */
  mergeChainMax: 50,
  /** A picture in a note, in bytes. */
  attachmentBytesMax: 5 * 1024 * 1024,
  attachmentsPerIncidentMax: 200,
  attachmentNameCharsMax: 200,
  /** Files of one answer by mail; the mail itself is limited too. */
  replyFilesMax: 10,
  /** People who reported one incident through the portal; what somebody writes there; pictures of one report. */
  reportsPerIncidentMax: 2_000,
  reportTextCharsMax: 4_000,
  reportAttachmentsMax: 3,
  /** People on one incident's page who are shown to each other, and such pages at once. */
  presentPeopleMax: 50,
  presentPagesMax: 1_000,
  policyStepsMax: 20,
  policyRepeatsMax: 100,
  /** The shortest pause before a further pass, or before the admins are called again. */
  repeatMsMin: 60_000,
  targetsPerStepMax: 50,
  /** Of a policy with the steps of those that it goes on with. */
  unfoldedStepsMax: 100,
  criteriaPerPolicyMax: 30,
  acksPerStepMax: 10,
  vendorsMax: 500,
  contactsPerUserMax: 20,
  rulesPerUserMax: 40,
  /** Quiet hours without a break: what is not urgent is told after this time at the latest. */
  quietMsMax: 72 * 3_600_000,
  layersPerScheduleMax: 50,
  /** Edits of a schedule of which the past is kept; the oldest go first. */
  versionsPerScheduleMax: 200,
  temporarySchedulesMax: 100,
  shiftsPerTemporaryMax: 500,
  peoplePerLayerMax: 200,
  calendarsMax: 500,
  calendarsPerLayerMax: 20,
  /** Days of a calendar, and shifts of an imported one; what lies further ahead is left out. */
  calendarDaysMax: 5_000,
  calendarShiftsMax: 5_000,
  calendarBytesMax: 4 * 1024 * 1024,
  calendarFeedsPerUserMax: 50,
  /** Of a person's own calendar: events that count as time off, and words that titles are looked through for. */
  timeOffEventsMax: 500,
  timeOffWordsMax: 50,
  /** Every so many hours, days, weeks or months a rotation hands over. */
  rotationCountMax: 366,
  /** A command may ask for further commands in the same transaction; more than this is a loop of ours. */
  followUpCommandsMax: 200,
  pageAttemptsMax: 8,
  commandRetriesMax: 8,
  /** Of the link to a call. */
  bridgeCharsMax: 1_000,
  snoozeMsMax: 7 * 86_400_000,
  /** Bodies at the doors, in bytes. Alertmanager groups can hold thousands of alerts. */
  doorBodyBytesMax: 10 * 1024 * 1024,
  /** PagerDuty's own documented limit of the Events API v2. */
  pagerdutyBodyBytesMax: 512 * 1024,
  /** Batches of events, compressed or not: larger ones would hold up everybody else while they are counted. */
  streamBodyBytesMax: 8 * 1024 * 1024,
  /** Events of one request: every rule is asked of each. */
  streamEventsMax: 20_000,
  /** Groups of a rule over events that are told apart; the others are counted together. */
  streamGroupsPerRuleMax: 10_000,
  /** Bodies that user-written expressions read: the cost of those grows with the body. */
  jsonDoorBodyBytesMax: 1024 * 1024,
  apiBodyBytesMax: 1024 * 1024,
  signalsPerRequestMax: 10_000,
  /** Requests of a source that could not be read and are kept, in number and in bytes; the newest stay. */
  deadLettersPerSourceMax: 200,
  deadLetterBytesPerSourceMax: 20 * 1024 * 1024,
  listPageSizeMax: 200,
} as const
