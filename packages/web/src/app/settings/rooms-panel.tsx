import { MultiSelect, NumberInput, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { PRIORITIES, type Priority } from '@tocsin/core/kernel/scales.ts'
import { useTranslation } from 'react-i18next'
import { servicesQuery } from '../../features/lake/services.query.ts'
import { Panel } from '../../ui/panel.tsx'
import { type PartProps, Reset, Row } from './setting-row.tsx'

const HOURS_MAX = 8_760
const EXAMPLE_LINK = 'https://meet.jit.si/{{ incident.id }}-{{ random }}'

/** Channels of incidents in Slack: which get one, what it is called, when it is archived, and what becomes a note. */
export function ChannelsOfIncidentsPanel({ settings, values, mayWrite, onChange, problems }: PartProps) {
  const { t } = useTranslation()
  const channels = values.incident_channels
  const change = (next: Partial<typeof channels>) => onChange({ incident_channels: { ...channels, ...next } })
  const isOff = !mayWrite || !channels.enabled
  const problemOf = (field: string) => problemAt(problems, `incident_channels.${field}`)
  return (
    <Panel
      title={t('rooms.channels')}
      action={<Reset name="incident_channels" settings={settings} mayWrite={mayWrite} />}
    >
      <Row reset={null}>
        <Switch
          label={t('rooms.enabled')}
          description={t('rooms.enabledText')}
          checked={channels.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
          disabled={!mayWrite}
        />
      </Row>
      <Row reset={null}>
        <MultiSelect
          label={t('rooms.priorities')}
          description={t('rooms.prioritiesText')}
          value={channels.priorities}
          data={[...PRIORITIES]}
          onChange={(chosen) => change({ priorities: chosen as Priority[] })}
          error={problemOf('priorities')}
          disabled={isOff}
        />
      </Row>
      <Row reset={null}>
        <TextInput
          label={t('rooms.name')}
          description={t('rooms.nameText', { id: '{{ incident.id }}', service: '{{ incident.service }}' })}
          value={channels.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={problemOf('name')}
          disabled={isOff}
        />
      </Row>
      <Row reset={null}>
        <Switch
          label={t('rooms.private')}
          description={t('rooms.privateText')}
          checked={channels.private}
          onChange={(event) => change({ private: event.currentTarget.checked })}
          disabled={isOff}
        />
      </Row>
      <Row reset={null}>
        <NumberInput
          label={t('rooms.archiveAfter')}
          value={channels.archive_after_hours}
          min={0}
          max={HOURS_MAX}
          allowDecimal={false}
          onChange={(hours) => typeof hours === 'number' && change({ archive_after_hours: hours })}
          error={problemOf('archive_after_hours')}
          disabled={isOff}
        />
      </Row>
      <Row reset={null}>
        <TagsInput
          label={t('rooms.noteEmoji')}
          description={t('rooms.noteEmojiText')}
          value={channels.note_emoji}
          onChange={(note_emoji) => change({ note_emoji })}
          error={problemOf('note_emoji')}
          disabled={isOff}
        />
      </Row>
      <Row reset={null}>
        <Select
          label={t('rooms.language')}
          value={channels.language}
          data={[
            { value: 'en', label: 'English' },
            { value: 'ja', label: '日本語' },
          ]}
          onChange={(language) => language !== null && change({ language: language as 'en' | 'ja' })}
          allowDeselect={false}
          disabled={isOff}
        />
      </Row>
    </Panel>
  )
}

/** The link to a call that incidents get: one for all, and those of services that go before. */
export function BridgePanel({ settings, values, mayWrite, onChange, problems }: PartProps) {
  const { t } = useTranslation()
  const { bridges } = values
  const change = (next: Partial<typeof bridges>) => onChange({ bridges: { ...bridges, ...next } })
  const { data: services = [] } = useQuery(servicesQuery)
  const others = services.filter(({ id }) => bridges.services[id] === undefined)
  return (
    <Panel title={t('rooms.bridges')} action={<Reset name="bridges" settings={settings} mayWrite={mayWrite} />}>
      <Row reset={null}>
        <TextInput
          label={t('rooms.link')}
          description={t('rooms.linkText', { id: '{{ incident.id }}', random: '{{ random }}' })}
          placeholder={EXAMPLE_LINK}
          value={bridges.link}
          onChange={(event) => change({ link: event.currentTarget.value })}
          error={problemAt(problems, 'bridges.link')}
          disabled={!mayWrite}
        />
      </Row>
      <Row reset={null}>
        <MultiSelect
          label={t('rooms.bridgePriorities')}
          description={t('rooms.bridgePrioritiesText')}
          value={bridges.priorities}
          data={[...PRIORITIES]}
          onChange={(chosen) => change({ priorities: chosen as Priority[] })}
          error={problemAt(problems, 'bridges.priorities')}
          disabled={!mayWrite}
        />
      </Row>
      {Object.entries(bridges.services).map(([id, link]) => (
        <Row key={id} reset={null}>
          <TextInput
            label={t('rooms.serviceLink', { service: services.find((service) => service.id === id)?.name ?? id })}
            description={t('rooms.serviceLinkText')}
            value={link}
            onChange={(event) => change({ services: { ...bridges.services, [id]: event.currentTarget.value } })}
            error={problemAt(problems, `bridges.services.${id}`)}
            disabled={!mayWrite}
          />
        </Row>
      ))}
      {others.length > 0 && mayWrite && (
        <Row reset={null}>
          <Select
            label={t('rooms.addService')}
            placeholder={t('rooms.addServicePlaceholder')}
            value={null}
            data={others.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(id) => id !== null && change({ services: { ...bridges.services, [id]: '' } })}
            searchable
          />
        </Row>
      )}
    </Panel>
  )
}

function problemAt(problems: Record<string, string>, path: string): string | undefined {
  return Object.entries(problems).find(([field]) => field === path || field.startsWith(`${path}.`))?.[1]
}
