#!/usr/bin/env bash
# tmux send-keys -l 'done;' types "done": literally is not literally at the end
#
# Package:   tmux 3.3a (Debian 12); the script uses the tmux that is installed and says which
# Guess:     -l is there for text: "sends literal characters", each as it is. What the shell
#            passes as one quoted argument is what is typed, so 'one;' is one;.
# Seen:      an argument that ends in a semicolon ends a command for tmux, quoted or not, with
#            -l or without: the semicolon is gone. One in the middle stays. "\;" at the end
#            types ";", so a text that ends in backslash and semicolon loses the backslash.
#            set-buffer does the same; load-buffer from standard input does not.
# Matters:   to whatever types for somebody else through tmux – recorders of demos, tests of
#            terminal programs, assistants: SQL and code lose the sign that ends them, and the
#            program waits for more. Send text by load-buffer - and paste-buffer.
set -euo pipefail
dir=$(mktemp -d); export TMUX_TMPDIR=$dir
trap 'tmux kill-server 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
tmux -V >&2
type_it() { # HOW TEXT
  tmux -f /dev/null new-session -d -s s -x 60 -y 5 "cat > typed"
  case $1 in
    send-keys) tmux send-keys -t s -l "$2" ;;
    set-buffer) tmux set-buffer "$2" \; paste-buffer -t s ;;
    load-buffer) printf %s "$2" | tmux load-buffer - \; paste-buffer -t s ;;
  esac
  tmux send-keys -t s Enter C-d
  while tmux has-session -t s 2>/dev/null; do sleep 0.1; done
  echo "$1 $2 types $(cat typed)"
}
{
  type_it send-keys 'one;'
  type_it send-keys 'one;two'
  type_it send-keys 'one\;'
  type_it set-buffer 'one;'
  type_it load-buffer 'one;'
} | tee out
diff out - <<'WANT'
send-keys one; types one
send-keys one;two types one;two
send-keys one\; types one;
set-buffer one; types one
load-buffer one; types one;
WANT
