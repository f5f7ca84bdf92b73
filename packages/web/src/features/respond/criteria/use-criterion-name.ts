import { DEFAULT_CRITERIA } from '@tocsin/core/respond/ladder.ts'
import { useWords } from '../../../ui/use-words.ts'

/** What a criterion is called: those of the procedure in the reader's language, unless somebody gave them another name. */
export function useCriterionName(): (criterion: { id: string; name?: string | undefined }) => string {
  const words = useWords()
  return ({ id, name = id }) => {
    const isOfProcedure = DEFAULT_CRITERIA.some((each) => each.id === id && each.name === name)
    return isOfProcedure ? words(`criteria.standard.${id}`, name) : name
  }
}
