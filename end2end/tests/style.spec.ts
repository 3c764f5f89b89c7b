// The style sheets: every colour, size and space has a name in tokens.css.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

const FOLDER = join(import.meta.dirname, '../../style');

/** A colour or a length that is written out. 0 and shares of something have no unit, or are no size. */
const RAW =
  /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab)a?\(|(?<![\w-])(?:white|black|red|green|blue|gray|grey|orange|yellow)(?![\w-])|(?<![\w-])\d*\.?\d+(?:rem|px|em|pt|ch|vw|vh|ms|s)\b/gi;

/** Where a media query cannot read a token, and what belongs to a letter's own size. */
const ALLOWED = /^@media|text-underline-offset: 0\.15em|min-block-size: 100dvh/;

test('no colour, size or space is written out but in the tokens', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.css'));
  const found: string[] = [];
  for (const file of files.filter((file) => !['tokens.css', 'icons.css'].includes(file))) {
    const text = readFileSync(join(FOLDER, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    for (const line of text.split('\n').map((line) => line.trim())) {
      if (!ALLOWED.test(line) && (line.match(RAW) ?? []).length > 0) found.push(`${file}: ${line}`);
    }
  }
  expect(found).toEqual([]);
});

test('each token is used, and each that is used is there', () => {
  const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.css'));
  const all = files.map(read).join('\n');
  const named = new Set([...all.matchAll(/^\s*(--[\w-]+):/gm)].map((match) => match[1]!));
  const used = new Set([...all.matchAll(/var\((--[\w-]+)/g)].map((match) => match[1]!));
  expect([...used].filter((name) => !named.has(name)), 'used, but not there').toEqual([]);
  expect([...named].filter((name) => !used.has(name)), 'there, but not used').toEqual([]);
});
