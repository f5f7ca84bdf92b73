import type { IncidentDetail } from '../api/types.ts'

/** What every dialog about one incident is given. */
export interface ActionDialogProps {
  incident: IncidentDetail
  onClose: () => void
}
