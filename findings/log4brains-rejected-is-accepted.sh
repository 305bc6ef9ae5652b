#!/usr/bin/env bash
# log4brains shows a decision that MADR 3 or 4 records as rejected as accepted
#
# Package:   @log4brains/core 1.1.0 (npm)
# Guess:     log4brains says that it is made for MADR, and MADR has its status, date and
#            deciders in YAML front matter since 3.0 (2022). So a record with "status: rejected"
#            there is shown as rejected – or as one whose status is not known.
# Seen:      only the bullets of MADR 2 are read ("- Status: rejected"). Front matter is no error
#            and tells nothing: the record is "accepted", dated by its first commit, decided by
#            nobody. What was superseded is accepted as well, and its successor not linked.
# Matters:   to teams that take up the current template of MADR in a repository that log4brains
#            publishes: turned-down and replaced decisions stand in the list as those in force.
#            A reader of records has to read both places, and take no status for "not known".
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --no-audit --no-fund --ignore-scripts --loglevel=error @log4brains/core@1.1.0 >log 2>&1 || { cat log; exit 1; }
mkdir -p repo/adr && cd repo && git init -q .
printf 'project:\n  name: Demo\n  tz: UTC\n  adrFolder: ./adr\n' > .log4brains.yml
printf -- '# Bullets\n\n- Status: rejected\n- Deciders: Ana\n- Date: 2024-05-06\n\n## Context and Problem Statement\n' > adr/20240506-bullets.md
printf -- '---\nstatus: rejected\ndate: 2024-05-06\ndecision-makers: Ana\n---\n\n# Front matter\n\n## Context and Problem Statement\n' > adr/20240506-front-matter.md
git add -A && git -c user.name=a -c user.email=a@example.org -c commit.gpgsign=false commit -qm records
cat > ../list.js <<'JS'
const { Log4brains } = require("@log4brains/core");
Promise.resolve(Log4brains.create(process.argv[2]))
  .then((l) => l.searchAdrs())
  .then((all) => all.forEach((a) => console.log(`${a.title}: ${a.status}, ${(a.publicationDate || "").slice(0, 10) || "no date"}, by ${a.deciders.join() || "nobody"}`)));
JS
node ../list.js . | sort | tee out
diff out - <<'WANT'
Bullets: rejected, 2024-05-06, by Ana
Front matter: accepted, no date, by nobody
WANT
