import { addTexts } from '../../../messages/add-texts.ts'
import { myOnCall as en } from '../../../messages/en/my-on-call.ts'
import { myOnCall as ja } from '../../../messages/ja/my-on-call.ts'

addTexts({ en, ja })
