#!/usr/bin/env bash
# "(#oncall)" is no tag in two note tools, and in one of them "#oncall." is another than "#oncall"
#
# Package:   mldoc 1.6.0 (npm), which parses for Logseq; @dendronhq/unified and engine-server
#            0.122.0 (npm), for Dendron
# Guess:     the punctuation of a sentence is not the tag, as in zk, Obsidian and every chat: what
#            is tagged is oncall, wherever the tag stands.
# Seen:      in brackets neither makes a tag. Logseq leaves out a full stop or comma at the end but
#            takes a Chinese full stop along. Dendron leaves out the comma and takes the full stop
#            along: the note is "tags.oncall.", and @ana at the end of a sentence is the user "ana.".
#            #c++ is a tag of both; of #c# Logseq makes "c".
# Matters:   to importers, and to whoever shares a vault between tools: one word gives several
#            pages, some mentions give none, and renaming a tag leaves both behind. Read tags by the
#            source's own rule, then compare them without trailing punctuation.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --no-audit --no-fund --ignore-scripts --loglevel=error mldoc@1.6.0 @dendronhq/unified@0.122.0 @dendronhq/engine-server@0.122.0 >log 2>&1 || { tail -20 log; exit 1; }
cat > tags.js <<'JS'
const { Mldoc } = require("mldoc");
const { hashtags, userTags } = require("@dendronhq/unified");
const remark = require("remark");
const plain = (x) => (Array.isArray(x) ? x.map(plain).join("") : typeof x === "string" ? x : "");
const found = (x, out) => {
  if (Array.isArray(x) && x[0] === "Tag") out.push(x[1].map((y) => plain(y[1])).join(""));
  else if (x && typeof x === "object") Object.values(x).forEach((y) => found(y, out));
  return out;
};
const config = JSON.stringify({
  toc: false, parse_outline_only: false, heading_number: false, keep_line_break: true, format: "Markdown", heading_to_list: false,
  exporting_keep_properties: true, inline_type_with_pos: false, inline_skip_macro: false, export_md_indent_style: "dashes",
  export_md_remove_options: [], hiccup_in_block: true, enable_drawers: true,
});
const logseq = (s) => found(JSON.parse(Mldoc.parseJson(s, config)), []);
const walk = (n, out) => {
  if (n.type === "hashtag" || n.type === "usertag") out.push(n.fname);
  (n.children || []).forEach((c) => walk(c, out));
  return out;
};
const dendron = (s) => walk(remark().use(hashtags, {}).use(userTags, {}).parse(s), []);
for (const s of ["ask #oncall, now", "ask #oncall.", "ask (#oncall)", "ask #oncall。", "ask #c++ now", "ask #c# now", "ask @ana."])
  console.log(`${s} | ${logseq(s).join(" ") || "-"} | ${dendron(s).join(" ") || "-"}`);
JS
node tags.js | tee out
diff out - <<'WANT'
ask #oncall, now | oncall | tags.oncall
ask #oncall. | oncall | tags.oncall.
ask (#oncall) | - | -
ask #oncall。 | oncall。 | tags.oncall。
ask #c++ now | c++ | tags.c++
ask #c# now | c | tags.c
ask @ana. | - | user.ana.
WANT
