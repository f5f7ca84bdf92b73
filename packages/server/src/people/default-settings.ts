import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Settings } from '@tocsin/core/people/directory.ts'
import { USUAL_BRIDGE, USUAL_CHANNEL } from '@tocsin/core/people/rooms.ts'
import { DEFAULT_HIGH_URGENCY, DEFAULT_MATRIX } from '@tocsin/core/prioritise/matrix.ts'
import { USUAL_ON_CALL } from './fairness/on-call-setting.ts'

/** What holds until the organisation says otherwise. The matrix is the brief's; a machine's alert reaches a department. */
export const DEFAULT_SETTINGS: Settings = {
  matrix: DEFAULT_MATRIX,
  highUrgency: DEFAULT_HIGH_URGENCY,
  defaultScope: 'department',
  reopenWindowMs: HOUR,
  repeatAfterMs: (5 * MINUTE) as DurationMs,
  exhaustedRepeatMs: (30 * MINUTE) as DurationMs,
  portalMode: 'off',
  portalServices: [],
  portalFrameAncestors: [],
  portalNeedsTriage: true,
  onCall: USUAL_ON_CALL,
  messageLimits: { sms: { hour: 30, day: 120 }, voice: { hour: 12, day: 48 } },
  pageBundling: { seconds: 60, never: ['P1'] },
  incidentChannels: USUAL_CHANNEL,
  bridges: USUAL_BRIDGE,
  noiseDigest: { send: true, weekday: 1, hour: 9, zone: 'UTC', teams: {} },
}
