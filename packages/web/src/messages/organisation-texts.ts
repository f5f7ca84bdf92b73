import { addTexts } from './add-texts.ts'
import { organisation as en } from './en/organisation.ts'
import { organisation as ja } from './ja/organisation.ts'

addTexts({ en, ja })
