#!/usr/bin/env bash
# kramdown 2.4.0 with the GFM parser 1.1.0 (Debian: ruby-kramdown, ruby-kramdown-parser-gfm), Jekyll's
# markdown, compared with cmark-gfm 0.29.0.gfm.6 (Debian: cmark-gfm).
#
# Guess:     a span of code may go over a line break, and what stands in it is code, as in CommonMark.
# Behaviour: blocks come first: a line of a paragraph that begins with "<" and a letter ends the
#            paragraph – unless it is one of HTML's inline elements –, also within `…`. What follows
#            is read as an element of HTML that is never closed: a fence further down is none, its
#            text and all links are plain text. Joined on one line, or with any other first word, the
#            same words are code, and everything below is as written.
# Seen:      kramdown: 0 listings, 0 links; cmark-gfm: 1 listing, 1 link; joined: 1 and 1.
# Matters:   notes are wrapped by editors at 72 or 80 columns, and `git diff <SHA1>...<SHA2>` breaks
#            wherever it happens to: moving a vault to Jekyll loses code and links of the rest of the
#            page without a word. Whoever writes for Jekyll has to join such lines.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
for p in ruby-kramdown-parser-gfm cmark-gfm; do
  dpkg -s "$p" >/dev/null 2>&1 || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$p" >/dev/null; }
done
printf 'As a range of commits (`git diff\n<SHA1>...<SHA2>`).\n\n```sh\nls\n```\n\n[source](https://example.org)\n' >"$dir/wrapped.md"
printf 'As a range of commits (`git diff <SHA1>...<SHA2>`).\n\n```sh\nls\n```\n\n[source](https://example.org)\n' >"$dir/joined.md"
kramdown() { ruby -e 'require "kramdown"; require "kramdown-parser-gfm"; puts Kramdown::Document.new(STDIN.read, input: "GFM", syntax_highlighter: nil).to_html' <"$1"; }
count() { printf '%s listings, %s links\n' "$(grep -c '<pre' <<<"$1" || true)" "$(grep -c '<a ' <<<"$1" || true)"; }
wrapped=$(count "$(kramdown "$dir/wrapped.md")") joined=$(count "$(kramdown "$dir/joined.md")") common=$(count "$(cmark-gfm "$dir/wrapped.md")")
printf 'kramdown: %s\ncmark-gfm: %s\nkramdown, joined: %s\n' "$wrapped" "$common" "$joined"
[ "$wrapped" = "0 listings, 0 links" ] && [ "$common" = "1 listings, 1 links" ] && [ "$joined" = "1 listings, 1 links" ] ||
  { echo "the behaviour changed"; exit 1; }
