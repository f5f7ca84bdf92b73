import { addTexts } from '../../messages/add-texts.ts'
import { tasks as en } from '../../messages/en/tasks.ts'
import { tasks as ja } from '../../messages/ja/tasks.ts'

addTexts({ en, ja })
