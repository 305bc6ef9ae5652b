#!/usr/bin/env bash
# VS Code's markdown service writes <…> into HTML when a note is renamed, and says some changes twice
#
# Package:   vscode-markdown-languageservice 0.4.0 with vscode-languageserver-textdocument 1.0.12 (npm);
#            neovim 0.7.2 (Debian 12), whose own Lua applies the changes
# Guess:     what the service follows as a link it mends when its note is renamed, in the way that the link is
#            written in: [words](<a b.md>) in markdown, "a%20b.md" in HTML. Each place is changed once; the protocol
#            has it that edits do not overlap.
# Seen:      a name with a blank goes into href="<turn over.md>", which is no address any more. A link of the
#            renamed note to its own heading, written with its file's name, comes as two equal edits. The library for
#            documents refuses all of that note ("Overlapping edit"); Neovim carries out both, and the second
#            takes away what follows the link: "[steps](rotate.md#steps) and tea" becomes "[steps](turn.md#stepsand tea".
# Matters:   to vaults that are tidied up from an editor: links and words break at the moment that is to
#            keep them whole. Name notes without blanks, link to own headings by #steps alone, and
#            look at the changes before they are saved.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
command -v nvim >/dev/null || { echo "needs nvim" >&2; exit 2; }
{ npm init -y && npm i --silent --no-audit vscode-markdown-languageservice@0.4.0 vscode-languageserver@9.0.1 vscode-languageserver-textdocument@1.0.12 vscode-uri@3.1.0 markdown-it@14.1.0; } >log 2>&1 || { cat log; exit 1; }
cat > rename.mjs <<'JS'
import * as md from 'vscode-markdown-languageservice'
import MarkdownIt from 'markdown-it'
import fs from 'fs'
import { URI } from 'vscode-uri'
import { TextDocument } from 'vscode-languageserver-textdocument'
const it = new MarkdownIt({ html: true })
const never = () => ({ dispose() {} })
const uri = path => URI.file(path).toString()
async function rename(from, to, notes) {
  const docs = new Map(Object.entries(notes).map(([p, text]) => [uri(p), TextDocument.create(uri(p), 'markdown', 1, text)]))
  const workspace = {
    workspaceFolders: [URI.file('/pool')], onDidChangeMarkdownDocument: never, onDidCreateMarkdownDocument: never, onDidDeleteMarkdownDocument: never,
    getAllMarkdownDocuments: async () => [...docs.values()], hasMarkdownDocument: u => docs.has(u.toString()),
    openMarkdownDocument: async u => docs.get(u.toString()), stat: async u => docs.has(u.toString()) ? { isDirectory: false } : undefined, readDirectory: async () => [],
  }
  const service = md.createLanguageService({ workspace, logger: { level: 0, log() {} }, parser: { slugifier: md.githubSlugifier, tokenize: async d => it.parse(d.getText(), {}) } })
  const made = await service.getRenameFilesInWorkspaceEdit([{ oldUri: URI.file(from), newUri: URI.file(to) }], { isCancellationRequested: false, onCancellationRequested: never })
  for (const { textDocument, edits } of made.edit.documentChanges) {
    const doc = docs.get(textDocument.uri)
    let text
    try { text = TextDocument.applyEdits(doc, edits) } catch (e) { text = e.message }
    console.log(textDocument.uri.split('/').pop() + ':', edits.length, 'edits;', text)
    fs.writeFileSync('edits.json', JSON.stringify({ text: doc.getText(), edits }))
  }
}
await rename('/pool/rotate.md', '/pool/turn over.md', { '/pool/index.md': '[a](rotate.md) and <a href="rotate.md">b</a>', '/pool/turn over.md': '# Turn' })
await rename('/pool/rotate.md', '/pool/turn.md', { '/pool/turn.md': '# Turn\n\n[steps](rotate.md#steps) and tea.\n\n## Steps' })
JS
cat > apply.lua <<'LUA'
local made = vim.json.decode(table.concat(vim.fn.readfile('edits.json'), '\n'))
local buf = vim.api.nvim_create_buf(true, false)
vim.api.nvim_buf_set_lines(buf, 0, -1, false, vim.split(made.text, '\n'))
vim.lsp.util.apply_text_edits(made.edits, buf, 'utf-16')
io.stdout:write('in Neovim: ' .. vim.api.nvim_buf_get_lines(buf, 2, 3, false)[1] .. '\n')
vim.cmd('qall!')
LUA
{ node rename.mjs; nvim --headless -u NONE -i NONE -S apply.lua 2>&1 | tr -d '\r'; } | tee out
diff out - <<'WANT'
index.md: 2 edits; [a](<turn over.md>) and <a href="<turn over.md>">b</a>
turn.md: 2 edits; Overlapping edit
in Neovim: [steps](turn.md#stepsand tea.
WANT
