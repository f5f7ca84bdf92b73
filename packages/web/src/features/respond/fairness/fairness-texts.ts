import { addTexts } from '../../../messages/add-texts.ts'
import { fairness as en } from '../../../messages/en/fairness.ts'
import { fairness as ja } from '../../../messages/ja/fairness.ts'

addTexts({ en, ja })
