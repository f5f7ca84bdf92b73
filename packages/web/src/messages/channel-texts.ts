import { addTexts } from './add-texts.ts'
import { settings as en } from './en/settings.ts'
import { settings as ja } from './ja/settings.ts'

addTexts({ en, ja })
