import { NumberInput, Select, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TeamForm } from './teams.query.ts'

type Minimum = NonNullable<TeamForm['minimum']>

const NOTHING: Minimum = { contacts: 2, channels: 2, not_only_mail: true, first_page: '1m' }
const FIRST_PAGES = ['0m', '1m', '2m', '5m', '10m', '15m'] as const
const ANY = ''
const WAYS_MAX = 10

/** What a team asks of its members, so that whoever is paged can be reached. */
export function MinimumFields({
  minimum,
  onChange,
}: {
  minimum: TeamForm['minimum']
  onChange: (minimum: TeamForm['minimum']) => void
}) {
  const { t } = useTranslation()
  const known = [...new Set([...FIRST_PAGES, ...(minimum?.first_page ? [minimum.first_page] : [])])]
  const withFirstPage = ({ first_page: _, ...rest }: Minimum, wanted: string): Minimum =>
    wanted === ANY ? rest : { ...rest, first_page: wanted }
  return (
    <>
      <Switch
        label={t('teams.minimum')}
        description={t('teams.minimumText')}
        checked={minimum !== undefined}
        onChange={({ currentTarget: { checked } }) => onChange(checked ? NOTHING : undefined)}
      />
      {minimum && (
        <>
          <NumberInput
            label={t('teams.minimumContacts')}
            value={minimum.contacts}
            min={0}
            max={WAYS_MAX}
            allowDecimal={false}
            onChange={(value) => onChange({ ...minimum, contacts: Number(value) || 0 })}
          />
          <NumberInput
            label={t('teams.minimumChannels')}
            value={minimum.channels}
            min={0}
            max={WAYS_MAX}
            allowDecimal={false}
            onChange={(value) => onChange({ ...minimum, channels: Number(value) || 0 })}
          />
          <Select
            label={t('teams.minimumFirstPage')}
            value={minimum.first_page ?? ANY}
            data={[
              { value: ANY, label: t('teams.minimumAnyTime') },
              ...known.map((value) => ({ value, label: value === '0m' ? t('teams.minimumAtOnce') : value })),
            ]}
            allowDeselect={false}
            onChange={(value) => onChange(withFirstPage(minimum, value ?? ANY))}
          />
          <Switch
            label={t('teams.minimumNotOnlyMail')}
            checked={minimum.not_only_mail}
            onChange={({ currentTarget: { checked } }) => onChange({ ...minimum, not_only_mail: checked })}
          />
        </>
      )}
    </>
  )
}
