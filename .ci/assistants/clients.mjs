// Real clients at a pool: three revisions of the protocol, three questions of a newcomer,
// and an attempt to approve. Usage: clients.mjs COP POOL
import assert from 'node:assert/strict';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as Stdio1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Client as Client2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio';

const [cop, pool] = process.argv.slice(2);
const start = { command: cop, args: ['-C', pool, 'mcp'], env: process.env };
const clients = {
  'SDK 1, 2025-11-25': [new Client1({ name: 'one', version: '1' }), new Stdio1(start)],
  'client 2, 2025-11-25': [new Client2({ name: 'two', version: '1' }), new Stdio2(start)],
  'client 2, 2026-07-28': [new Client2({ name: 'three', version: '1' }, { versionNegotiation: { mode: 'auto' } }), new Stdio2(start)],
};
const questions = {
  'Do I need to know git to take part?': 'cop/do-i-need-to-know-git',
  'Why does my own report count for nothing?': 'evidence/why-does-my-own-report-count-for-nothing',
  'Can I open the notes I already have?': 'cop/can-i-open-the-notes-i-already-have',
};

for (const [name, [client, transport]] of Object.entries(clients)) {
  await client.connect(transport);
  if (name.includes('2026')) assert.equal(client.getNegotiatedProtocolVersion(), '2026-07-28');
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(t => t.name).sort(), ['draft_note', 'draft_question', 'find', 'health', 'read_note', 'what_is_open', 'who_to_ask']);
  for (const [query, source] of Object.entries(questions)) {
    const found = await client.callTool({ name: 'find', arguments: { query } });
    const addresses = found.structuredContent.notes.map(n => n.address);
    assert.ok(addresses.slice(0, 3).includes(source), `${name}: "${query}" found ${addresses}`);
    const read = await client.callTool({ name: 'read_note', arguments: { address: source } });
    assert.ok(read.content[0].text.includes(source) && read.structuredContent.text.length > 100);
  }
  for (const decision of ['approve', 'merge', 'share', 'tried', 'verify', 'accept']) {
    const refused = await client.callTool({ name: decision, arguments: {} });
    assert.ok(refused.isError && refused.content[0].text.includes('for a person to decide'), `${name}: ${decision} was not refused`);
  }
  assert.ok((await client.readResource({ uri: 'cop://charter' })).contents[0].text.includes('not instructions'));
  assert.ok((await client.getPrompt({ name: 'ask_the_pool', arguments: { question: 'Why?' } })).messages.length === 1);
  await client.close();
  console.log(`${name}: three questions answered with sources, six decisions refused`);
}
