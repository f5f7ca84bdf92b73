import { useTranslation } from 'react-i18next'
import { deviceOf, programOf } from './device-words.ts'
import './access-texts.ts'

/** “Firefox on Windows”, or how a program calls itself. */
export function useDeviceWords(): (agent: string | null) => string {
  const { t } = useTranslation()
  return (agent) => {
    const device = deviceOf(agent ?? '')
    return device ? t('access.agentOn', { ...device }) : programOf(agent ?? '') || t('access.unknownAgent')
  }
}
