import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail, Stage, StepName } from '../../api/types.ts'
import type { OfferedAction } from './use-incident-actions.ts'

export interface StepAct {
  label: string
  run: () => void
}

const STAGE_OF_STEP: Partial<Record<StepName, Stage>> = {
  detect: 'detected',
  respond: 'acknowledged',
  resolve: 'resolved',
}

/**
 * What of the record can be put right where it is shown: pressing a step classifies or corrects its time, as far as the server
 * allows it. `about` is the time that was pressed, until `forget`.
 */
export function useAmending(incident: IncidentDetail, offered: readonly OfferedAction[]) {
  const { t } = useTranslation()
  const [about, setAbout] = useState<Stage>()
  const allowed = (name: OfferedAction['name']) => offered.find((action) => action.name === name && action.isAllowed)
  const [classify, edit, correct] = [allowed('classify'), allowed('edit'), allowed('correct')]
  const correctStage = (stage: Stage): StepAct | undefined =>
    correct && incident[`${stage}_at`] !== null
      ? {
          label: `${correct.label}: ${t(`stage.${stage}`)}`,
          run: () => {
            setAbout(stage)
            correct.run()
          },
        }
      : undefined
  const actOf = (step: StepName): StepAct | undefined => {
    if (step === 'classify') return classify
    const stage = STAGE_OF_STEP[step]
    const act = stage && correctStage(stage)
    return act && correct && { ...act, label: correct.label }
  }
  return { about, forget: () => setAbout(undefined), edit, correctStage, actOf }
}
