import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useWords } from '../../../ui/use-words.ts'
import { servicesQuery, teamsQuery } from '../../lake/services.query.ts'

/** Fields that rules set, and what they set them to, as people know them. */
export function useRuleWords(): { field: (name: string) => string; value: (field: string, value: string) => string } {
  const { t } = useTranslation()
  const words = useWords()
  const { data: services = [] } = useQuery(servicesQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  const names: Record<string, readonly { id: string; name: string }[]> = { service: services, team: teams }
  return {
    field(name) {
      if (name === 'suppress' || name === 'record_only') return t(`eventRule.ends.${name}`)
      return name.startsWith('labels.') ? name.slice('labels.'.length) : words(`eventRule.${name}`, name)
    },
    value(field, value) {
      if (field === 'severity') return words(`sourceSeverity.${value}`, value)
      if (field === 'scope') return words(`scope.${value}`, value)
      if (field === 'urgency') return words(`urgency.${value}`, value)
      return names[field]?.find(({ id }) => id === value)?.name ?? value
    },
  }
}
