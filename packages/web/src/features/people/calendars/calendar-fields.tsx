import { Autocomplete, MultiSelect, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ChoiceField } from '../../../ui/choice-field.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { type CalendarDraft, HOLIDAY_KINDS, parseDays, type Source, sourcesFor } from './calendar-draft.ts'
import { placesQuery } from './calendars.query.ts'
import { ShiftPeopleFields } from './shift-people-fields.tsx'

interface FieldsProps {
  draft: CalendarDraft
  problems: Record<string, string>
  onChange: (draft: CalendarDraft) => void
}

/** What the calendar is for, where its days or shifts come from, and for shifts whom its events mean. */
export function CalendarFields({ draft, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const { name, use, source } = draft
  const sources = sourcesFor(use)
  return (
    <>
      <TextInput
        label={t('calendars.name')}
        placeholder={t('calendars.nameExample')}
        value={name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        error={problems.name ?? problems.id}
        required
        withAsterisk={false}
        data-autofocus
      />
      <ChoiceField
        label={t('calendars.use')}
        value={use}
        choices={[
          { value: 'holidays', label: t('calendars.uses.holidays') },
          { value: 'shifts', label: t('calendars.uses.shifts') },
        ]}
        onChange={(next) => {
          const [first = 'url'] = sourcesFor(next)
          onChange({ ...draft, use: next, source: sourcesFor(next).includes(source) ? source : first })
        }}
      />
      <Select
        label={t('calendars.source')}
        value={source}
        data={sources.map((value) => ({ value, label: t(`calendars.sources.${value}`) }))}
        onChange={(next) => onChange({ ...draft, source: (next ?? source) as Source })}
        error={problems.use}
        allowDeselect={false}
      />
      {source === 'country' && <PlaceFields draft={draft} problems={problems} onChange={onChange} />}
      {source === 'days' && <DaysField draft={draft} problems={problems} onChange={onChange} />}
      {(source === 'url' || source === 'ical') && <IcalFields draft={draft} problems={problems} onChange={onChange} />}
      {use === 'shifts' && (
        <ShiftPeopleFields
          people={draft.people}
          problems={problems}
          onChange={(people) => onChange({ ...draft, people })}
        />
      )}
    </>
  )
}

function PlaceFields({ draft, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const { country, state, region, kinds } = draft
  const { data: countries = [] } = useQuery(placesQuery({}))
  const { data: states = [] } = useQuery({ ...placesQuery({ country: country ?? '' }), enabled: country !== null })
  const { data: regions = [] } = useQuery({
    ...placesQuery({ country: country ?? '', state: state ?? '' }),
    enabled: country !== null && state !== null,
  })
  const countryNames = new Intl.DisplayNames([locale], { type: 'region' })
  /** The server knows them by the names that they have there; readers look for their own. */
  const countryChoices = countries
    .map(({ code, name }) => ({ value: code, label: countryNames.of(code) ?? name }))
    .sort((a, b) => a.label.localeCompare(b.label, locale))
  const choices = (places: readonly { code: string; name: string }[]) =>
    places.map(({ code, name }) => ({ value: code, label: name }))
  return (
    <>
      <Select
        label={t('calendars.country')}
        value={country}
        data={countryChoices}
        onChange={(next) => onChange({ ...draft, country: next, state: null, region: null })}
        error={problems.country}
        searchable
        allowDeselect={false}
      />
      {states.length > 0 && (
        <Select
          label={t('calendars.state')}
          placeholder={t('calendars.stateAll')}
          value={state}
          data={choices(states)}
          onChange={(next) => onChange({ ...draft, state: next, region: null })}
          error={problems.state}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('calendars.stateAll') }}
        />
      )}
      {regions.length > 0 && (
        <Select
          label={t('calendars.region')}
          placeholder={t('calendars.regionAll')}
          value={region}
          data={choices(regions)}
          onChange={(next) => onChange({ ...draft, region: next })}
          error={problems.region}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('calendars.regionAll') }}
        />
      )}
      <MultiSelect
        label={t('calendars.kinds')}
        value={kinds}
        data={HOLIDAY_KINDS.map((value) => ({ value, label: t(`calendars.kind.${value}`) }))}
        onChange={(next) => onChange({ ...draft, kinds: HOLIDAY_KINDS.filter((kind) => next.includes(kind)) })}
        error={problems.kinds ?? (kinds.length === 0 && t('calendars.kindsNone'))}
        hidePickedOptions
      />
    </>
  )
}

function DaysField({ draft, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const { wrongLine } = parseDays(draft.days)
  const problem = Object.entries(problems).find(([field]) => field.startsWith('days'))?.[1]
  return (
    <Textarea
      label={t('calendars.days')}
      description={t('calendars.daysText')}
      placeholder={t('calendars.daysExample')}
      value={draft.days}
      onChange={(event) => onChange({ ...draft, days: event.currentTarget.value })}
      error={problem ?? (wrongLine !== undefined && t('calendars.daysWrong', { line: wrongLine }))}
      autosize
      minRows={3}
      maxRows={10}
    />
  )
}

function IcalFields({ draft, problems, onChange }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      {draft.source === 'url' ? (
        <TextInput
          type="url"
          label={t('calendars.url')}
          description={t('calendars.urlText')}
          placeholder={draft.hasAddress ? t('calendars.urlStays') : 'https://'}
          value={draft.url}
          onChange={(event) => onChange({ ...draft, url: event.currentTarget.value })}
          error={problems.url}
          autoComplete="off"
        />
      ) : (
        <Textarea
          label={t('calendars.ical')}
          placeholder={t('calendars.icalExample')}
          value={draft.ical}
          onChange={(event) => onChange({ ...draft, ical: event.currentTarget.value })}
          error={problems.ical}
          minRows={4}
          maxRows={10}
          autosize
          spellCheck={false}
        />
      )}
      <Autocomplete
        label={t('calendars.zone')}
        description={t('calendars.zoneText')}
        value={draft.zone}
        data={['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]}
        limit={8}
        onChange={(zone) => onChange({ ...draft, zone })}
        error={problems.zone}
      />
    </>
  )
}
