#!/usr/bin/env bash
# Neovim's own completion drops what a language server found unless it begins as typed
#
# Package:   neovim 0.7.2 (Debian 12 package neovim 0.7.2-7); nothing but its own Lua is run
# Guess:     a server that answers "rot" with the address oncall/rotate-the-pager says so by
#            filterText, the protocol's field for what to match instead of the text that is
#            written; every client shows such an item.
# Seen:      vim.lsp.util.text_document_completion_list_to_complete_items, which the built-in
#            omnifunc uses, compares only the text that would be written with what is typed,
#            from its beginning, and ignores filterText: the item is gone, without a word.
#            "oncall/ro" keeps it.
# Matters:   to servers of notes, where people type any part of a name and the link needs all
#            of it: tests with a plug-in, or of the answer alone, see nothing. Say in the
#            settings that the built-in way matches from the beginning.
set -euo pipefail
command -v nvim >/dev/null || { echo "needs nvim" >&2; exit 2; }
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > try.lua <<'LUA'
local address = 'oncall/rotate-the-pager'
local function kept(typed)
  local range = { start = { line = 0, character = 2 }, ['end'] = { line = 0, character = 2 + #typed } }
  local list = { isIncomplete = false, items = { { label = address, filterText = typed, textEdit = { range = range, newText = address } } } }
  return #vim.lsp.util.text_document_completion_list_to_complete_items(list, typed)
end
for _, typed in ipairs({ 'oncall/ro', 'rot', 'pager' }) do
  io.stdout:write(typed .. ': ' .. kept(typed) .. ' of 1\n')
end
vim.cmd('qall!')
LUA
nvim --version | head -1
nvim --headless -u NONE -i NONE -S try.lua 2>&1 | tr -d '\r' | tee out
diff - out <<'WANT'
oncall/ro: 1 of 1
rot: 0 of 1
pager: 0 of 1
WANT
echo "as stated"
