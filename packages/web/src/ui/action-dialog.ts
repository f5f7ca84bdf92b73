import type { IncidentDetail } from '../api/types.ts'

/** What every dialog about one incident is given. */
export interface ActionDialogProps {
  incident: IncidentDetail
  onClose: () => void
  /** What of it was pressed, for a dialog that is about one of several things. */
  about?: string | undefined
}
