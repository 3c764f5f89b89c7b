// Keyboard and mouse as the system has them: xdotool presses keys and clicks, the locks are the X
// server's own. Playwright's own clicks never report a lock.

import { execFileSync } from 'node:child_process';
import type { Locator } from '@playwright/test';

/** The number pad's 7, by its place: `7` with Num Lock on, `Home` with it off. */
export const NUMBER_PAD_7 = '79';

/** The key that is an `a` on an English keyboard, by its place. */
export const KEY_A = '38';

/** Sets the keyboard to a language: `us`, `ru`. */
export function setLayout(name: string): void {
  execFileSync('setxkbmap', [name]);
}

export function press(...keys: string[]): void {
  execFileSync('xdotool', ['key', '--delay', '30', ...keys]);
}

export function type(text: string): void {
  // xdotool reads its arguments in the locale's encoding, and not every machine has one set.
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  execFileSync('xdotool', ['type', '--delay', '30', text], { env });
}

/**
 * A key, by its place, that types a character which no layout has. It stays: xdotool alone gives one for
 * some milliseconds, and a browser that is busy comes too late to look it up.
 */
export function keyFor(character: string): string {
  // No keyboard has it.
  const spare = '248';
  const symbol = `U${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  execFileSync('xmodmap', ['-e', `keycode ${spare} = ${symbol}`]);
  return spare;
}

/** Whether a lock is on, as the X server says. */
export function isOn(lock: 'Caps Lock' | 'Num Lock'): boolean {
  const state = execFileSync('xset', ['q'], { encoding: 'utf8' });
  const found = state.match(new RegExp(`${lock}:\\s+(on|off)`));
  if (!found) throw new Error(`xset does not tell of ${lock}: ${state}`);
  return found[1] === 'on';
}

/** Turns a lock on or off, whatever it was. */
export function set(lock: 'Caps Lock' | 'Num Lock', on: boolean): void {
  if (isOn(lock) !== on) press(lock.replace(' ', '_'));
  if (isOn(lock) !== on) throw new Error(`${lock} does not turn ${on ? 'on' : 'off'}`);
}

/** Clicks into the middle of what a person sees there. */
export async function click(target: Locator): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error('nothing to click');
  // Where the page begins on the screen.
  const [left, top] = await target.page().evaluate(() => [
    window.screenX + (window.outerWidth - window.innerWidth) / 2,
    window.screenY + window.outerHeight - window.innerHeight,
  ]);
  clickAt(left! + box.x + box.width / 2, top! + box.y + box.height / 2);
}

/** Clicks at a place of the screen. */
export function clickAt(x: number, y: number): void {
  execFileSync('xdotool', ['mousemove', `${Math.round(x)}`, `${Math.round(y)}`, 'click', '1']);
}
