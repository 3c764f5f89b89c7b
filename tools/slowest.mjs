// The slowest tests of the last run, of either kind, and what each end-to-end project took. `./x test` ends with it.

import { readFileSync } from 'node:fs';

const RUST = 'target/nextest/default/junit.xml';
const END_TO_END = 'target/end2end.json';

/** Names and seconds of nextest's tests. */
function rustTests() {
  const tests = readFileSync(RUST, 'utf8').matchAll(/<testcase name="([^"]*)" classname="([^"]*)"[^>]* time="([^"]*)"/g);
  return [...tests].map(([, name, program, seconds]) => ({ name: `${program} ${name}`, seconds: Number(seconds) }));
}

/** Those of Playwright's, each with its project. */
function endToEndTests(suite, names = []) {
  const here = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => ({
      project: test.projectName,
      name: [test.projectName, ...names, spec.title].join(' › '),
      seconds: test.results.reduce((all, result) => all + result.duration, 0) / 1000,
    })),
  );
  const below = (suite.suites ?? []).flatMap((inner) => endToEndTests(inner, [...names, inner.title]));
  return [...here, ...below];
}

function print(title, lines) {
  console.log(`x: ${title}`);
  for (const { seconds, name } of lines) console.log(`x: ${seconds.toFixed(1).padStart(6)}  ${name}`);
}

const slowest = (tests) => tests.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10);

const rust = rustTests();
const endToEnd = endToEndTests(JSON.parse(readFileSync(END_TO_END, 'utf8')));
print(`the slowest of ${rust.length} Rust tests, in seconds`, slowest(rust));
print(`the slowest of ${endToEnd.length} end-to-end tests`, slowest(endToEnd));
const sums = [...new Set(endToEnd.map((test) => test.project))].map((project) => ({
  name: project,
  seconds: endToEnd.filter((test) => test.project === project).reduce((all, test) => all + test.seconds, 0),
}));
print('the end-to-end projects, the times of their tests added up', sums);
