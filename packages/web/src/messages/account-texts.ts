import { addTexts } from './add-texts.ts'
import { account as en } from './en/account.ts'
import { account as ja } from './ja/account.ts'

addTexts({ en, ja })
