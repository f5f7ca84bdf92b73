import { addTexts } from './add-texts.ts'
import { criteria as en } from './en/criteria.ts'
import { criteria as ja } from './ja/criteria.ts'

addTexts({ en, ja })
