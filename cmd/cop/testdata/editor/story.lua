-- A person in Neovim writes a note, links it, checks it and gives it another name, without
-- leaving the editor. Run in a pool by TestNeovim.
-- Each step says what it saw; the test compares.

local function say(...) io.stdout:write(table.concat({ ... }, ' ') .. '\n') end

local function fail(what)
  io.stdout:write('FAILED: ' .. vim.inspect(what) .. '\n')
  vim.cmd('cquit 1')
end

local function wait(what, f)
  if not vim.wait(20000, f, 20) then fail('waited in vain for ' .. what) end
end

local function story()
  local root = vim.fn.getcwd()
  vim.o.hidden, vim.o.swapfile = true, false
  vim.cmd('edit practices/oncall/wake-somebody.md')
  local client = vim.lsp.start_client({ name = 'cop', cmd = { 'cop', 'lsp' }, root_dir = root })
  vim.lsp.buf_attach_client(0, client)
  wait('the server', function() return next(vim.lsp.buf_get_clients(0)) ~= nil end)

  local function ask(method, line, character, more)
    local params = vim.tbl_extend('force', {
      textDocument = { uri = vim.uri_from_bufnr(0) },
      position = { line = line, character = character },
    }, more or {})
    local answers, err = vim.lsp.buf_request_sync(0, method, params, 20000)
    if err then fail(method .. ': ' .. err) end
    local answer = answers[client]
    if not answer or answer.error then fail({ method, answer }) end
    return answer.result
  end
  local function write(lines)
    vim.api.nvim_buf_set_lines(0, 0, -1, false, lines)
  end
  local function problems() return vim.diagnostic.get(0) end

  -- Writing: the front matter and a link complete.
  write({ '---', 'title: Wake somebody', 'tags: [pag', '---', '', 'First look at 🌱 [[quiet' })
  say('tag:', ask('textDocument/completion', 2, 10).items[1].label)
  local item = ask('textDocument/completion', 5, 24).items[1]
  say('link:', item.label)
  vim.lsp.util.apply_text_edits({ item.textEdit }, 0, 'utf-16')
  write({ '---', 'title: Wake somebody', 'tags: [pager]', '---', '', vim.api.nvim_buf_get_lines(0, 5, 6, false)[1] .. '.', '', 'Then [[oncall/call-the-boss]].' })
  say('written:', vim.api.nvim_buf_get_lines(0, 5, 6, false)[1])

  -- Reading: what the link leads to, without leaving.
  say('hover:', vim.split(ask('textDocument/hover', 5, 24).contents.value, '\n')[1])
  say('definition:', vim.fn.fnamemodify(vim.uri_to_fname(ask('textDocument/definition', 5, 24).uri), ':t'))

  -- Checking while typing: the second link leads nowhere, and the note is made.
  wait('a problem', function() return #problems() == 1 and problems()[1].lnum == 7 end)
  say('problem:', problems()[1].message)
  local range = { start = { line = 7, character = 10 }, ['end'] = { line = 7, character = 10 } }
  for _, action in ipairs(ask('textDocument/codeAction', 7, 10, { range = range, context = { diagnostics = {} } })) do
    say('action:', action.title)
    if action.kind == 'quickfix' then vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16') end
  end
  vim.cmd('silent wall')
  vim.cmd('buffer practices/oncall/wake-somebody.md')
  vim.lsp.buf_notify(0, 'textDocument/didSave', { textDocument = { uri = vim.uri_from_bufnr(0) } })
  wait('no problem', function() return #problems() == 0 end)
  say('made:', vim.fn.filereadable('practices/oncall/call-the-boss.md') == 1 and 'call-the-boss' or 'nothing')

  -- Another name: the note moves, and the links to it follow.
  local edit = ask('textDocument/rename', 5, 24, { newName = 'oncall/silence' })
  vim.lsp.util.apply_workspace_edit(edit, 'utf-16')
  vim.cmd('silent wall')
  say('renamed:', vim.api.nvim_buf_get_lines(0, 5, 6, false)[1])
  say('moved:', vim.fn.filereadable('practices/oncall/silence.md') == 1 and 'yes' or 'no', vim.fn.filereadable('practices/oncall/quiet-hours.md') == 1 and 'and stays' or 'and is gone')
  vim.lsp.stop_client(client)
  vim.cmd('qall!')
end

local ok, err = xpcall(story, debug.traceback)
if not ok then fail(err) end
