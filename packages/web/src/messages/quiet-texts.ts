import { addTexts } from './add-texts.ts'
import { quiet as en } from './en/quiet.ts'
import { quiet as ja } from './ja/quiet.ts'

addTexts({ en, ja })
