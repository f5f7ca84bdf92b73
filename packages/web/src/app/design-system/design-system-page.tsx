import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { changeDensity, DENSITIES, type Density, useDensity } from '../../ui/density.ts'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { BadgeSection, PeopleSection } from './badge-sections.tsx'
import styles from './design-system.module.css'
import { ButtonSection, DialogSection, FormSection } from './form-sections.tsx'
import { ListSection, StateSection } from './list-sections.tsx'
import { NoticeSection } from './notice-section.tsx'
import { StepSection, TimelineSection, TimeSection } from './time-sections.tsx'
import { CodeSection, ColourSection, SpaceSection, TypeSection } from './token-sections.tsx'
import { useDesignWords } from './use-design-words.ts'

const schemes = ['auto', 'light', 'dark'] as const
type Scheme = (typeof schemes)[number]

/** Every component in every state, as it is used: where the eye and the tests look when something in `ui/` changes. */
export function DesignSystemPage() {
  const { t } = useTranslation()
  const words = useDesignWords()
  return (
    <>
      <PageHeader title={t('nav.designSystem')} />
      <PageBody>
        <p className={styles.intro}>{words.intro}</p>
        <Look />
        <ColourSection />
        <TypeSection />
        <SpaceSection />
        <BadgeSection />
        <PeopleSection />
        <ListSection />
        <StateSection />
        <NoticeSection />
        <ButtonSection />
        <FormSection />
        <DialogSection />
        <StepSection />
        <TimelineSection />
        <TimeSection />
        <CodeSection />
      </PageBody>
    </>
  )
}

function Look() {
  const { t } = useTranslation()
  const words = useDesignWords()
  const density = useDensity()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <div className={styles.row}>
      <SegmentedControl
        aria-label={t('frame.colours')}
        value={colorScheme}
        data={schemes.map((value) => ({ value, label: t(`frame.scheme.${value}`) }))}
        onChange={(value) => setColorScheme(value as Scheme)}
      />
      <SegmentedControl
        aria-label={words.look}
        value={density}
        data={DENSITIES.map((value) => ({ value, label: t(`frame.densities.${value}`) }))}
        onChange={(value) => changeDensity(value as Density)}
      />
    </div>
  )
}
