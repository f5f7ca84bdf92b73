import { ActionIcon, Button, PasswordInput, Radio, Select, Textarea, TextInput } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { SEVERITIES, type Severity } from '@tocsin/core/kernel/scales.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import styles from './design-system.module.css'
import { Section } from './section.tsx'
import { useDesignWords } from './use-design-words.ts'

export function ButtonSection() {
  const { buttons } = useDesignWords()
  return (
    <Section name="buttons">
      <div className={styles.row}>
        <Button>
          {buttons.primary}
          <KeyHint binding="a" />
        </Button>
        <Button variant="default">
          {buttons.plain}
          <KeyHint binding="e" />
        </Button>
        <Button variant="subtle" color="gray">
          {buttons.quiet}
        </Button>
        <Button color="red">{buttons.danger}</Button>
        <ConfirmButton label={buttons.danger} question={buttons.sure} onConfirm={() => {}} />
        <Button disabled>{buttons.disabled}</Button>
        <Button loading>{buttons.loading}</Button>
        <Button size="compact-sm" variant="default">
          {buttons.small}
        </Button>
        <ActionIcon size="lg" aria-label={buttons.icon}>
          <IconPlus size={17} />
        </ActionIcon>
      </div>
    </Section>
  )
}

export function FormSection() {
  const { t } = useTranslation()
  const { forms, samples } = useDesignWords()
  const [severity, setSeverity] = useState<Severity>('medium')
  return (
    <Section name="forms">
      <div className={styles.fields}>
        <TextInput label={forms.name} description={forms.nameText} placeholder={forms.nameExample} required />
        <TextInput label={forms.wrong} defaultValue={forms.wrongValue} error={forms.wrongText} />
        <TextInput label={forms.off} defaultValue={forms.offValue} disabled />
        <Select
          label={forms.service}
          data={[samples.service, samples.longService]}
          defaultValue={samples.longService}
        />
        <PasswordInput label={forms.password} autoComplete="off" />
        <ChoiceField
          label={forms.choice}
          value={severity}
          choices={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
          onChange={setSeverity}
        />
        <Textarea label={forms.note} defaultValue={forms.noteValue} autosize minRows={2} />
        <Radio.Group label={forms.radio} defaultValue="all">
          <div className={styles.radios}>
            <Radio value="all" label={forms.radioAll} />
            <Radio value="me" label={forms.radioMe} />
          </div>
        </Radio.Group>
      </div>
    </Section>
  )
}

type Kind = 'ask' | 'failing' | 'danger'
const kinds: readonly Kind[] = ['ask', 'failing', 'danger']

export function DialogSection() {
  const { dialogs, notices } = useDesignWords()
  const [kind, setKind] = useState<Kind>()
  const close = () => setKind(undefined)
  const refusal = new ApiError({ status: 409, code: 'sample', message: notices.failedTitle, mend: notices.failedText })
  const isDangerous = kind === 'danger'
  return (
    <Section name="dialogs">
      <div className={styles.row}>
        {kinds.map((each) => (
          <Button key={each} variant="default" onClick={() => setKind(each)}>
            {dialogs[each]}
          </Button>
        ))}
      </div>
      {kind !== undefined && (
        <FormDialog
          title={isDangerous ? dialogs.dangerTitle : dialogs.title}
          text={isDangerous ? dialogs.dangerText : dialogs.text}
          submitLabel={isDangerous ? dialogs.danger : dialogs.submit}
          onSubmit={close}
          onClose={close}
          isPending={false}
          isDangerous={isDangerous}
          error={kind === 'failing' ? refusal : null}
        >
          {!isDangerous && <Textarea label={dialogs.label} autosize minRows={2} data-autofocus />}
        </FormDialog>
      )}
    </Section>
  )
}
