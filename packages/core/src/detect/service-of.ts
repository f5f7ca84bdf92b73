import type { ServiceId } from '../kernel/brand.ts'
import type { Directory, Source } from '../people/directory.ts'

/** The source's own service; else the one that the label `service` names by id or name. */
export function serviceOf(
  labels: Readonly<Record<string, string>>,
  source: Source,
  directory: Pick<Directory, 'services'>,
): ServiceId | undefined {
  if (source.service) return source.service
  const named = Object.hasOwn(labels, 'service') ? labels.service : undefined
  if (!named) return undefined
  if (directory.services.has(named as ServiceId)) return named as ServiceId
  for (const service of directory.services.values()) if (service.name === named) return service.id
  return undefined
}
