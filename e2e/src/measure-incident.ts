import { openHouse, ANA } from './console/house.ts'
const house = await openHouse()
const inc = await house.open('Payment success rate below 95 %')
const times: number[] = []
for (let i = 0; i < 7; i++) {
  await house.visit({ as: ANA }, async (page) => {
    const begin = performance.now()
    await page.goto(`/incidents/${inc.id}`, { waitUntil: 'commit' })
    await page.getByRole('button', { name: /Acknowledge/ }).first().waitFor()
    times.push(performance.now() - begin)
  }).catch((e) => console.log(String(e).slice(0, 300)))
}
console.log('incident usable, ms:', times.map((t) => Math.round(t)).join(' '))
await house.close()
process.exit(0)
