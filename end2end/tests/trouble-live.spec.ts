// Of the guided check, what takes a script.

import { expect, testAlone as test } from '../fixtures.ts';
import { TroublePage } from '../pages/trouble.ts';

test('a clock that is wrong is found', async ({ page, own }) => {
  own.setClockAhead(3 * 3600);
  const trouble = new TroublePage(page);
  await trouble.open();
  await expect(trouble.line('Clock')).toHaveClass('found');
  await expect(trouble.line('Clock')).toContainText('It is 3 hours slow.');
  await expect(trouble.point("The browser's settings")).toHaveClass('point found');
});
