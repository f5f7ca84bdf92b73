import { addTexts } from '../../../messages/add-texts.ts'
import { planner as en } from '../../../messages/en/planner.ts'
import { planner as ja } from '../../../messages/ja/planner.ts'

addTexts({ en, ja })
