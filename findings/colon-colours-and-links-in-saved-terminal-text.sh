#!/usr/bin/env bash
# Saved terminal text on its way to a web page: a curly underline comes out slanted, as ":3m", or not at all
#
# Package:   aha 0.5.1 and ansifilter 2.18 (Debian), ansi-to-html 0.7.2 and ansi_up 6.0.6 (npm);
#            strip-ansi 7.2.0 (npm) beside them
# Guess:     terminals have taken colons within one attribute (4:3 a curly underline, 38:2::R:G:B a colour;
#            ISO 8613-6) and links (OSC 8) for years. A converter shows them, or leaves them out.
# Seen:      aha reads 4:3 as 4;3, underlined and slanted, and leaves the colour out. ansi-to-html prints
#            ":3m" and ":2::255:100:0m" in the text, ansi_up the same with its bracket; ansifilter
#            makes the coloured word black. Links: ansi_up makes one, aha leaves the address out,
#            ansifilter and ansi-to-html print it with its marks in the middle of the words. strip-ansi alone knows all of it.
# Matters:   to logs, recordings and help pages made from a program's coloured output, which nobody reads
#            again. Write semicolons, and no links, into what is not a terminal – or strip first.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
command -v aha >/dev/null && command -v ansifilter >/dev/null || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq aha ansifilter >/dev/null; }
npm install --no-audit --no-fund --ignore-scripts --loglevel=error ansi-to-html@0.7.2 ansi_up@6.0.6 strip-ansi@7.2.0 >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { execFileSync } from 'child_process';
import ToHtml from 'ansi-to-html';
import { AnsiUp } from 'ansi_up';
import strip from 'strip-ansi';
const e = '\x1b';
const parts = { curly: `${e}[4:3mword${e}[0m`, colour: `${e}[38:2::255:100:0mword${e}[0m`, link: `${e}]8;;https://example.org/x${e}\\word${e}]8;;${e}\\` };
for (const [name, input] of Object.entries(parts)) {
  const by = {
    aha: execFileSync('aha', ['-n'], { input }), ansifilter: execFileSync('ansifilter', ['-H', '-f'], { input }),
    'ansi-to-html': new ToHtml().toHtml(input), ansi_up: new AnsiUp().ansi_to_html(input), 'strip-ansi': strip(input),
  };
  for (const [who, out] of Object.entries(by)) console.log(name, who, JSON.stringify(String(out).trim()));
}
JS
node try.mjs | tee out
diff out - <<'WANT'
curly aha "<span style=\"text-decoration:underline;font-style:italic;\">word</span>"
curly ansifilter "<span style=\"text-decoration:underline;color:#000000;\">word</span>"
curly ansi-to-html ":3mword"
curly ansi_up "[4:3mword"
curly strip-ansi "word"
colour aha "word"
colour ansifilter "<span style=\"color:#000000;\">word</span>"
colour ansi-to-html ":2::255:100:0mword"
colour ansi_up "[38:2::255:100:0mword"
colour strip-ansi "word"
link aha "word"
link ansifilter "8;;https://example.org/x\\word8;;\\"
link ansi-to-html "]8;;https://example.org/x\\word]8;;\\"
link ansi_up "<a href=\"https://example.org/x\">word</a>"
link strip-ansi "word"
WANT
