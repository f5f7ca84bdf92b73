/** By what somebody is on call, in words of the command line. */
export interface OnCallPerson {
  user: { name: string }
  /** Below 0: none. */
  layer: number
  layer_name?: string
  override?: string
  temporary?: string
  team?: string
  schedule?: string
}

export function sayReason({ layer, layer_name, override, temporary, team, schedule }: OnCallPerson): string {
  if (temporary !== undefined) return `temporary schedule ${temporary}`
  const from = layer < 0 ? [] : [layer_name ?? `layer ${layer + 1}`]
  return [
    ...from,
    ...(team === undefined ? [] : [`team ${team}`]),
    ...(schedule === undefined ? [] : [`schedule ${schedule}`]),
    ...(override === undefined ? [] : [`override ${override}`]),
  ].join(', ')
}
