#!/usr/bin/env bash
# rrule.js calls the second Tuesday of the month "every month on Tuesday", and says that nothing is left out
#
# Package:   rrule 2.8.1 (npm)
# Guess:     toText() says a rule in words, and isFullyConvertibleToText() is false where the
#            words would not be the rule: that is what it is there for.
# Seen:      BYDAY=TU;BYSETPOS=2, as Outlook and others write the second Tuesday, loses its
#            second; the last working day of the month is "every month on weekdays", the
#            last day of the month "on the last". isFullyConvertibleToText() is true for each.
#            The days themselves are right, and BYDAY=2TU is told rightly.
# Matters:   to pages, mails and reminders that say in words when a group meets: they invite to
#            four Tuesdays of which three do not take place, and the check one would write is
#            there and answers wrongly. Say such rules by their next dates.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund --prefix . rrule@2.8.1 >/dev/null 2>&1
cat > say.js <<'JS'
const { RRule } = require("rrule")
for (const rule of ["BYDAY=2TU", "BYDAY=TU;BYSETPOS=2", "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "BYMONTHDAY=-1", "BYMONTHDAY=10"]) {
  const r = RRule.fromString("DTSTART:20261101T090000Z\nRRULE:FREQ=MONTHLY;COUNT=2;" + rule)
  const days = r.all().map(d => d.toISOString().slice(5, 16)).join(", ")
  console.log(`${rule}: ${r.toText()} (${r.isFullyConvertibleToText()}); ${days}`)
}
JS
node say.js | tee out
diff out - <<'WANT'
BYDAY=2TU: every month on the 2nd Tuesday for 2 times (true); 11-10T09:00, 12-08T09:00
BYDAY=TU;BYSETPOS=2: every month on Tuesday for 2 times (true); 11-10T09:00, 12-08T09:00
BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1: every month on weekdays for 2 times (true); 11-30T09:00, 12-31T09:00
BYMONTHDAY=-1: every month on the last for 2 times (true); 11-30T09:00, 12-31T09:00
BYMONTHDAY=10: every month on the 10th for 2 times (true); 11-10T09:00, 12-10T09:00
WANT
