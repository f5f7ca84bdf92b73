import { addTexts } from './add-texts.ts'
import { declaring as en } from './en/declaring.ts'
import { declaring as ja } from './ja/declaring.ts'

addTexts({ en, ja })
