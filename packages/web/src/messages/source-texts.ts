import { addTexts } from './add-texts.ts'
import { sources as en } from './en/sources.ts'
import { sources as ja } from './ja/sources.ts'

addTexts({ en, ja })
