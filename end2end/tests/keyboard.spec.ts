// The live warnings with a real keyboard, in a real window.

import { expect, test } from '../fixtures.ts';
import { KEY_A, NUMBER_PAD_7, click, isOn, keyFor, press, set, setLayout, type } from '../keyboard.ts';
import { LoginPage, hydrated } from '../pages/login.ts';
import { TroublePage } from '../pages/trouble.ts';

const CAPS_ON = 'Caps Lock is on.';
const CAPS_WAS_ON = 'Part of this was typed with Caps Lock on.';
const NUM_OFF = 'Num Lock is off: the number pad is moving the cursor, not typing.';

test.beforeEach(async ({ page }) => {
  set('Caps Lock', false);
  set('Num Lock', true);
  const login = new LoginPage(page);
  await login.openHydrated();
  await click(login.password.input);
  await expect(login.password.input).toBeFocused();
});

test.afterEach(() => {
  set('Caps Lock', false);
  set('Num Lock', true);
});

test('Caps Lock warns when it comes on, and no longer when it goes off', async ({ page }) => {
  const { password } = new LoginPage(page);
  await expect(password.warnings).toHaveCount(0);
  press('Caps_Lock');
  expect(isOn('Caps Lock')).toBe(true);
  await expect(password.warnings).toHaveText([CAPS_ON]);
  await expect(password.announced).toHaveText(CAPS_ON);
  press('Caps_Lock');
  expect(isOn('Caps Lock')).toBe(false);
  await expect(password.warnings).toHaveCount(0);
  await expect(password.announced).toHaveText('');
});

test('what was typed with Caps Lock stays told until the text is gone', async ({ page }) => {
  const { password } = new LoginPage(page);
  press('Caps_Lock');
  type('a');
  await expect(password.input).toHaveValue('A');
  press('Caps_Lock');
  type('b');
  await expect(password.input).toHaveValue('Ab');
  await expect(password.warnings).toHaveText([CAPS_WAS_ON]);
  press('BackSpace', 'BackSpace');
  await expect(password.warnings).toHaveCount(0);
});

test('Caps Lock that was on before shows with the click into the field', async ({ page }) => {
  const login = new LoginPage(page);
  await click(login.loginName.input);
  await expect(login.loginName.input).toBeFocused();
  press('Caps_Lock');
  await expect(login.password.warnings).toHaveCount(0);
  await click(login.password.input);
  await expect(login.password.warnings).toHaveText([CAPS_ON]);
  await click(login.loginName.input);
  await expect(login.password.warnings).toHaveCount(0);
});

test('Caps Lock that was on before shows with the first key', async ({ page }) => {
  const login = new LoginPage(page);
  await login.loginName.input.click();
  press('Caps_Lock', 'Tab');
  // From the name to the button over the password, and on.
  press('Tab');
  await expect(login.password.input).toBeFocused();
  press('a');
  await expect(login.password.warnings).toHaveText([CAPS_ON]);
});

test('the number pad without Num Lock warns, and no longer once it types', async ({ page }) => {
  const { password } = new LoginPage(page);
  press('Num_Lock');
  expect(isOn('Num Lock')).toBe(false);
  // Not merely because it is off.
  type('a');
  await expect(password.input).toHaveValue('a');
  await expect(password.warnings).toHaveCount(0);
  press(NUMBER_PAD_7);
  await expect(password.warnings).toHaveText([NUM_OFF]);
  await expect(password.input).toHaveValue('a');
  press('Num_Lock');
  await expect(password.warnings).toHaveCount(0);
  press(NUMBER_PAD_7);
  await expect(password.input).toHaveValue('7a');
  await expect(password.warnings).toHaveCount(0);
});

test('spaces at either end, and the button that takes them away', async ({ page }) => {
  const { password } = new LoginPage(page);
  press('space');
  type('open sesame');
  await expect(password.warnings).toHaveText(['There is a space before the text.']);
  press('space', 'space');
  await expect(password.warnings).toHaveText(['There are spaces before the text (1) and after it (2).']);
  await click(password.removeSpace);
  await expect(password.input).toHaveValue('open sesame');
  await expect(password.warnings).toHaveCount(0);
  await expect(password.input).toBeFocused();
});

test('full-width characters', async ({ page }) => {
  const { password } = new LoginPage(page);
  const key = keyFor('ａ');
  // The browser is told of the new key before the next one is pressed: once it has that, it knows.
  const shift = await page.evaluateHandle(() => ({
    pressed: new Promise((resolve) => addEventListener('keydown', resolve, { once: true })),
  }));
  press('Shift_L');
  await shift.evaluate(async (it) => void (await it.pressed));
  press(key);
  await expect(password.input).toHaveValue('ａ');
  await expect(password.warnings).toHaveText(['These look like full-width characters (ａｂｃ).']);
  press('BackSpace');
  await expect(password.warnings).toHaveCount(0);
});

test('a keyboard set to another script is hinted at until it is set back', async ({ page }) => {
  const { password } = new LoginPage(page);
  try {
    setLayout('ru');
    press(KEY_A);
    await expect(password.input).toHaveValue('ф');
    await expect(password.warnings).toHaveText(['Your keyboard seems to be set to Cyrillic.']);
    press('BackSpace');
  } finally {
    setLayout('us');
  }
  press(KEY_A);
  await expect(password.input).toHaveValue('a');
  await expect(password.warnings).toHaveCount(0);
});

test('letters of two scripts', async ({ page }) => {
  const { password } = new LoginPage(page);
  const mixed = password.warnings.filter({ hasText: 'These are letters of more than one alphabet.' });
  type('secret');
  try {
    // By the layout, which stays until the letter is there: a letter that xdotool has no key for gets
    // one for a moment only, and a browser that is busy comes too late to look it up.
    setLayout('ru');
    press(KEY_A);
    await expect(password.input).toHaveValue('secretф');
    await expect(mixed).toHaveCount(1);
  } finally {
    setLayout('us');
  }
  press('BackSpace');
  await expect(mixed).toHaveCount(0);
  press(KEY_A);
  await expect(password.input).toHaveValue('secreta');
  await expect(password.warnings).toHaveCount(0);
});

test('events that no keyboard made neither throw nor warn', async ({ page }) => {
  const { password } = new LoginPage(page);
  await password.input.evaluate((input: HTMLInputElement) => {
    const names = ['keydown', 'keyup', 'pointerdown', 'compositionend', 'input', 'change', 'blur'];
    for (const name of names) input.dispatchEvent(new Event(name, { bubbles: true }));
  });
  await expect(password.warnings).toHaveCount(0);
  // As autofill does: a value, then plain events.
  await password.input.evaluate((input: HTMLInputElement) => {
    input.value = 'filled in by a manager';
    for (const name of ['keydown', 'input', 'change']) {
      input.dispatchEvent(new Event(name, { bubbles: true }));
    }
  });
  await expect(password.warnings).toHaveCount(0);
});

test('the warning of an input method comes with it and goes with it', async ({ page }) => {
  const { password } = new LoginPage(page);
  const compose = (name: string) =>
    password.input.evaluate((input, name) => {
      input.dispatchEvent(new CompositionEvent(name, { bubbles: true }));
    }, name);
  await compose('compositionstart');
  await expect(password.warnings).toHaveText(['An input method is composing what you type.']);
  await compose('compositionend');
  await expect(password.warnings).toHaveCount(0);
});

test('a warning moves nothing', async ({ page }) => {
  const login = new LoginPage(page);
  const before = await login.password.input.boundingBox();
  press('Caps_Lock');
  await expect(login.password.warnings).toHaveText([CAPS_ON]);
  expect(await login.password.input.boundingBox()).toEqual(before);
});

test('the guided check hears the same keys', async ({ page }) => {
  const trouble = new TroublePage(page);
  await trouble.open();
  await hydrated(page);
  await click(trouble.scratch.input);
  await expect(trouble.scratch.input).toBeFocused();
  const keys = trouble.point('Caps Lock and Num Lock');
  press('Caps_Lock');
  await expect(keys).toHaveClass('point found');
  await expect(keys).toContainText(CAPS_ON);
  type('a');
  await expect(trouble.scratch.input).toHaveValue('A');
  press('Caps_Lock');
  await expect(keys).toContainText(CAPS_WAS_ON);
  press('BackSpace');
  await expect(keys).toHaveClass('point look');
  set('Num Lock', false);
  press(NUMBER_PAD_7);
  await expect(keys).toContainText(NUM_OFF);
});
