import { addTexts } from './add-texts.ts'
import { alertPages as en } from './en/alert-pages.ts'
import { alertPages as ja } from './ja/alert-pages.ts'

addTexts({ en, ja })
