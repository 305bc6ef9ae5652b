#!/usr/bin/env bash
# gitweb's feeds of several folders all bear the id of the whole repository
#
# Package:   gitweb of git 1:2.39.5 (Debian 12), with libcgi-pm-perl 4.55-1
# Guess:     the feed of a folder (f=oncall), of another folder and of another branch (h=next)
#            are feeds of their own, each with its own <id>, as their rel=self links are.
# Seen:      the three have three self links, three contents and one <id>: the address of the
#            repository.
# Matters:   to communities that offer "follow this topic" on such a host: RFC 4287 (4.2.6) has
#            the id say which feed it is, and programs that go by it (aggregators, planets,
#            exchanges of subscriptions) take the second folder for the first one moved. Feeds
#            of topics need an id by topic.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download libcgi-pm-perl=4.55-1 libhtml-parser-perl && dpkg-query -W git | grep -q '2\.39\.5' || apt-get download git
  for p in *.deb; do dpkg -x "$p" root; done; } >log 2>&1 || { cat log; exit 1; }
gitweb=root/usr/share/gitweb/gitweb.cgi; [ -e "$gitweb" ] || gitweb=/usr/share/gitweb/gitweb.cgi
export PERL5LIB=$dir/root/usr/share/perl5:$(echo "$dir"/root/usr/lib/*/perl5/5.*)
git init -q -b main pool && cd pool && git config user.name Ada && git config user.email ada@example.org
mkdir oncall style && for f in oncall/a style/b; do echo text > $f.md; git add .; git commit -qm "Add $f"; done
git branch next
cd .. && git clone -q --bare pool served/pool.git
echo "\$projectroot='$dir/served';" > settings
for query in 'f=oncall' 'f=style' 'h=refs/heads/next'; do
  GITWEB_CONFIG=$dir/settings GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET SERVER_NAME=git.example.org SERVER_PORT=80 SCRIPT_NAME=/ QUERY_STRING="p=pool.git;a=atom;$query" perl "$gitweb" |
    sed -n '/<entry>/,$d; s/.*rel="self".*href="\([^"]*\)".*/self \1/p; s/.*<id>\(.*\)<.id>/id   \1/p'
done | tee out
diff out - <<'WANT'
self http://git.example.org/?p=pool.git;a=atom;f=oncall
id   http://git.example.org/?p=pool.git
self http://git.example.org/?p=pool.git;a=atom;f=style
id   http://git.example.org/?p=pool.git
self http://git.example.org/?p=pool.git;a=atom;h=refs%2Fheads%2Fnext
id   http://git.example.org/?p=pool.git
WANT
