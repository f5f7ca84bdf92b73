/** The views of the incidents that everybody has. Their names are texts of whoever shows them. */
export const INCIDENT_ORDERS = ['recorded_at', 'updated_at', 'priority', 'status', 'service'] as const
export type IncidentOrder = (typeof INCIDENT_ORDERS)[number]
export type OrderWithDirection = IncidentOrder | `-${IncidentOrder}`

export const INCIDENT_GROUPINGS = ['status', 'priority', 'service'] as const
export type IncidentGrouping = (typeof INCIDENT_GROUPINGS)[number]

export interface IncidentView {
  query: string
  order: OrderWithDirection
  /** Groups stand in the order of what they group by; `order` is then that. */
  group: IncidentGrouping | null
}

const NEWEST = { order: '-recorded_at', group: null } as const
const BY_STATUS = { order: 'status', group: 'status' } as const

/** In the order in which they are offered; the first is what one sees without asking for anything. */
export const BUILT_IN_VIEWS = {
  active: { query: 'is:active', ...BY_STATUS },
  mine: { query: 'owner:me is:active', ...BY_STATUS },
  unacknowledged: { query: 'status:open', ...NEWEST, order: 'priority' },
  urgent: { query: 'is:active priority:P1,P2', ...BY_STATUS },
  resolved: { query: 'resolved:7d', ...NEWEST, order: '-updated_at' },
  all: { query: '', ...NEWEST },
} as const satisfies Record<string, IncidentView>

export type BuiltInView = keyof typeof BUILT_IN_VIEWS
