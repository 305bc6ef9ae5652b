#!/usr/bin/env bash
# email-reply-parser takes the rule in an answer for its end, and a sentence that begins with "On … wrote:"
#
# Package:   email-reply-parser 2.3.7 (npm), with which sites take answers by mail
# Guess:     what is cut off is a quotation (lines with >, or an "On … wrote:" with lines with > below it)
#            and a signature, which begins with "-- " (RFC 3676, 4.3) and stands at the end.
# Seen:      three dashes alone on a line, a rule in markdown, end the answer wherever they are; so does a
#            line of low lines. "On Monday, Ana wrote:" ends it with no quotation below, and "Sent from" at
#            the beginning of a line, whatever the sentence. *** is no end, nor is -- with words.
# Matters:   to question sites and lists that take markdown by mail: an answer of two parts arrives as the
#            first, and who wrote it sees it whole in their outbox. Cut from the end upwards, and keep
#            what was cut where one can look.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error email-reply-parser@2.3.7; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import module from 'email-reply-parser';
const EmailReplyParser = module.default ?? module;
for (const mail of [
  'Boil it.\n\n***\n\nThen pour.\n',
  'Boil it.\n\n---\n\nThen pour.\n',
  'Boil it.\n\n____\n\nThen pour.\n',
  'I did.\n\nOn Monday, Ana wrote:\n\nthe list of cups, which is in the kitchen.\n',
  'The letter was\nSent from Lisbon in May. It is here.\n\nPlease read it.\n',
]) console.log(JSON.stringify(mail), '=>', JSON.stringify(new EmailReplyParser().read(mail).getVisibleText()));
JS
node try.mjs | tee out
diff out - <<'WANT'
"Boil it.\n\n***\n\nThen pour.\n" => "Boil it.\n\n***\n\nThen pour.\n"
"Boil it.\n\n---\n\nThen pour.\n" => "Boil it.\n"
"Boil it.\n\n____\n\nThen pour.\n" => "Boil it.\n"
"I did.\n\nOn Monday, Ana wrote:\n\nthe list of cups, which is in the kitchen.\n" => "I did.\n"
"The letter was\nSent from Lisbon in May. It is here.\n\nPlease read it.\n" => "The letter was"
WANT
