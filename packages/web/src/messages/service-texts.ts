import { addTexts } from './add-texts.ts'
import { services as en } from './en/services.ts'
import { services as ja } from './ja/services.ts'

addTexts({ en, ja })
