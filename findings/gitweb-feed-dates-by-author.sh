#!/usr/bin/env bash
# gitweb's feeds date an accepted change by when it was first written
#
# Package:   gitweb of git 1:2.39.5 (Debian 12), with libcgi-pm-perl 4.55-1
# Guess:     the entry of a change is dated by when it came in (the committer's date), as the
#            feed itself is, and as cgit dates its entries: a contribution written in January
#            and accepted in June is news in June.
# Seen:      <updated> and <published> of an entry, and <pubDate>, are the author's date; the
#            feed's own <updated>, Last-Modified and the answer to If-Modified-Since go by the
#            committer's. So the feed says "June" and its only new entry says "January".
# Matters:   to whoever follows a pool through its host: readers sort by these dates, and what
#            waited long in review, or was applied from a mail or rebased, arrives as old and
#            is never seen. Feeds of a pool have to be made from when things were accepted.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download libcgi-pm-perl=4.55-1 libhtml-parser-perl && dpkg-query -W git | grep -q '2\.39\.5' || apt-get download git
  for p in *.deb; do dpkg -x "$p" root; done; } >log 2>&1 || { cat log; exit 1; }
gitweb=root/usr/share/gitweb/gitweb.cgi; [ -e "$gitweb" ] || gitweb=/usr/share/gitweb/gitweb.cgi
export PERL5LIB=$dir/root/usr/share/perl5:$(echo "$dir"/root/usr/lib/*/perl5/5.*)
git init -q -b main pool && cd pool && git config user.name Ada && git config user.email ada@example.org
change() { GIT_AUTHOR_DATE=$1 GIT_COMMITTER_DATE=$2 git commit -q --allow-empty -m "$3"; }
change 2024-05-01T08:00:00Z 2024-05-01T08:00:00Z 'Written and accepted in May'
change 2024-01-10T08:00:00Z 2024-06-02T08:00:00Z 'Written in January, accepted in June'
cd .. && git clone -q --bare pool served/pool.git
echo "\$projectroot='$dir/served';" > settings
ask() {
  GITWEB_CONFIG=$dir/settings GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET SERVER_NAME=git.example.org SERVER_PORT=80 SCRIPT_NAME=/ QUERY_STRING="p=pool.git;a=$1" perl "$gitweb"
}
{ ask atom | grep -E '^(Last-|<updated>|<published>|<title type)'; ask rss | grep -E '<pubDate>|<title>Written'; } | tr -d "\r" | tee out
diff out - <<'WANT'
Last-modified: Sun, 2 Jun 2024 08:00:00 +0000
<updated>2024-06-02T08:00:00Z</updated>
<title type="html">Written in January, accepted in June</title>
<updated>2024-01-10T08:00:00Z</updated>
<published>2024-01-10T08:00:00Z</published>
<title type="html">Written and accepted in May</title>
<updated>2024-05-01T08:00:00Z</updated>
<published>2024-05-01T08:00:00Z</published>
<pubDate>Sun, 2 Jun 2024 08:00:00 +0000</pubDate>
<title>Written in January, accepted in June</title>
<pubDate>Wed, 10 Jan 2024 08:00:00 +0000</pubDate>
<title>Written and accepted in May</title>
<pubDate>Wed, 1 May 2024 08:00:00 +0000</pubDate>
WANT
