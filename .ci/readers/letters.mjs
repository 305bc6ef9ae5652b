// What mailparser makes of a letter: letters.mjs LETTER.eml SUBJECT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';

const [file, subject] = process.argv.slice(2);
const raw = readFileSync(file);
for (const line of raw.toString('latin1').split('\r\n')) assert.ok(line.length <= 78 && !/[\r\n]|[^\x20-\x7e\t]/.test(line), `a line that mail may break: ${line}`);
const mail = await simpleParser(raw);
assert.equal(mail.subject, subject);
assert.deepEqual(mail.from.value, [{ address: 'zoe@example.org', name: 'Zoë Ü' }]);
assert.deepEqual(mail.to.value, [{ address: 'list@example.org', name: 'Liste, groß' }, { address: 'b@example.org', name: '' }]);
assert.ok(mail.messageId && mail.date && mail.attachments.length === 0);
assert.match(mail.text, /^NEW AND CHANGED$/m);
assert.match(mail.html, /<li><a href="https:\/\/notes\.example\.org\/guild\/[^"]+">/);
assert.ok(!/<img|<link|<style|<script|url\(|background/i.test(mail.html), 'something to fetch, or to block');
console.log(`letter: ${mail.text.split('\n').length} lines of text, ${mail.html.length} characters of HTML`);
