import { addTexts } from '../../messages/add-texts.ts'
import { systemAbout as enAbout, guideWords as enExample } from '../../messages/en/source-systems.ts'
import { systemAbout as jaAbout, guideWords as jaExample } from '../../messages/ja/source-systems.ts'

/** What each system is and how it is set up: long texts, for the few who add a source. The parts that show them import this. */
addTexts({
  en: { systemAbout: enAbout, sourceExample: enExample },
  ja: { systemAbout: jaAbout, sourceExample: jaExample },
})
