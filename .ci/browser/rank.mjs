// The search of the pages gives what "cop find" gives, in its order. Usage: rank.mjs COP POOL SITE
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';

const [cop, pool, site] = process.argv.slice(2);
const run = (...args) => { const r = spawnSync(cop, ['-C', pool, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 }); return r.stdout.startsWith('[') ? JSON.parse(r.stdout) : []; };
vm.runInThisContext(readFileSync(join(site, 'all/search.js'), 'utf8'));
copSearch.loadBy(async name => {
  const was = globalThis.copIndex;
  let got;
  globalThis.copIndex = (_, packed) => { got = packed; };
  vm.runInThisContext(readFileSync(join(site, 'all/search', name + '.js'), 'utf8'));
  globalThis.copIndex = was;
  return got;
});

const questions = ['"side by side"', 'revi*', 're*', 'review -kindly', 'c++', 'evidnce weight report', 'contributon first newcomers', 'the who', 'up-to-date', 'KubePod', 'git', 'ackoff', 'how can I find out who knows about this',
  'what is the best way to welcome somebody new to the community and keep them', 'I would like to find what is known about stale notes and evidence', 'Größe', 'zzzz', 'report report weigh'];
for (const n of run('list', '--json=address,title', '--limit', '0')) {
  const words = n.title.match(/[\p{L}\p{N}]+/gu) ?? [];
  questions.push(n.title.replace(/[":]/g, ' '), words.filter((_, i) => i % 3 === 1).join(' '), words.at(-1) ?? '', n.address.split('/').at(-1));
}
// The index, as it is packed, is at most 0.35 of the notes.
const under = (dir, end) => readdirSync(dir, { recursive: true }).filter(f => f.endsWith(end)).map(f => join(dir, f));
const index = under(join(site, 'all/search'), '.js').reduce((sum, f) => sum + Buffer.from(readFileSync(f, 'utf8').split('"')[3], 'base64').length, 0);
const share = index / under(join(pool, 'practices'), '.md').reduce((sum, f) => sum + statSync(f).size, 0);
assert.ok(share <= 0.35, `the index is ${share} of the notes`);
let same = 0, answered = 0;
for (const q of new Set(questions.map(q => q.trim()).filter(q => q && !q.startsWith('-')))) {
  const want = run('find', '--json=address', '--limit', '10', '--', q).map(h => h.address);
  const got = (await copSearch.find(q, 10)).notes.map(n => n[4]);
  assert.deepEqual(got, want, q);
  same++;
  if (want.length) answered++;
}
assert.ok(answered > same / 2, 'most questions found nothing: that proves little');
console.log(`${same} questions, ${answered} with answers: the pages rank as find does; the index is ${share.toFixed(2)} of the notes`);
