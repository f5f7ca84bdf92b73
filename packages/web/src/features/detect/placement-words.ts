import '../../messages/alert-texts.ts'
import type { Alert } from '../../api/types.ts'
import { useWords } from '../../ui/use-words.ts'

/** Why an alert is where it is, or in no incident at all. Also reads the reasons that incidents give. */
export function usePlacementWords(): (placement: Alert['placement']) => string {
  const words = useWords()
  return ({ because }) => words(`placement.${because}`, words(`reasons.${because}`, because))
}
