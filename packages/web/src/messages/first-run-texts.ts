import { addTexts } from './add-texts.ts'
import { firstRun as en } from './en/first-run.ts'
import { firstRun as ja } from './ja/first-run.ts'

addTexts({ en, ja })
