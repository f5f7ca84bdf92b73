import { addTexts } from './add-texts.ts'
import { amending as en } from './en/amending.ts'
import { amending as ja } from './ja/amending.ts'

addTexts({ en, ja })
