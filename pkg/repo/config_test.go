package repo

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const oddConfig = `# a comment
[core]
	Bare = false ; why
[User]
	name = "Ana  \"the\" Gram" # trailing
	email = ana@example.org  
	quote = a "b c" d\
 continued
[alias] st = status
[remote "Origin.x"]
	URL = https://example.org/a#b.git
	url = "https://example.org/a#b.git"
[branch "weird \"name\\"]
	remote = a\tb\\c
[flag]
	on
	empty =
	spaced =   x y   
[remote "tail"]`

func TestConfigReadsWhatGitReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	check(t, os.WriteFile(filepath.Join(w.gitDir, "config"), []byte(strings.ReplaceAll(oddConfig, "\n[alias]", "\r\n[alias]")), 0o666))
	w = w.reopen(nil)
	for line := range strings.SplitSeq(w.git("config", "--list", "-z", "--local"), "\x00") {
		key, want, hasValue := strings.Cut(line, "\n")
		if key == "" {
			continue
		}
		got, ok := w.Config(key)
		last := w.git("config", "--local", "--get", key)
		if !hasValue {
			want, last = "true", "true"
		}
		if !ok || got != last {
			t.Errorf("%s = %q, git says %q", key, got, want)
		}
	}
	if _, ok := w.Config("no.such"); ok {
		t.Error("a setting that is not there was found")
	}
}

func TestSetConfigKeepsEveryOtherByte(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path := filepath.Join(w.gitDir, "config")
	for _, set := range [][2]string{{"user.name", "Ben"}, {"user.signingKey", "~/k #1"}, {"core.new", " padded "}, {"flag.on", "false"},
		{"remote.tail.url", "x"}, {"fresh.sub.Section.key", `back\slash "quoted"`}, {"flag.empty", "full"}} {
		check(t, os.WriteFile(path, []byte(oddConfig), 0o666))
		w = w.reopen(nil)
		check(t, w.SetConfig(set[0], set[1]))
		got, _ := w.Config(set[0])
		equal(t, set[0], got, set[1])
		equal(t, "git's "+set[0], w.git("config", "--get", set[0])+"|", strings.TrimRight(set[1], "\n")+"|")
		text := string(must(os.ReadFile(path))(t))
		kept := 0
		for line := range strings.SplitSeq(text, "\n") {
			if strings.Contains(oddConfig, line) {
				kept++
			}
		}
		if kept < strings.Count(oddConfig, "\n") {
			t.Errorf("setting %s changed other lines:\n%s", set[0], text)
		}
	}
	for _, bad := range []string{"[core\n", "[core]\n\tx = \"open\n", "novalue = 1\n", "[a]\n\tx = \\q\n"} {
		check(t, os.WriteFile(path, []byte(bad), 0o666))
		if err := w.SetConfig("user.name", "x"); err == nil {
			t.Errorf("a damaged file was changed: %q", bad)
		}
		equal(t, "the damaged file", string(must(os.ReadFile(path))(t)), bad)
	}
}

func TestConfigIncludesAndScopes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	home := w.opts.env("HOME")
	write := func(name, text string) string {
		path := filepath.Join(home, name)
		check(t, os.MkdirAll(filepath.Dir(path), 0o777))
		check(t, os.WriteFile(path, []byte(text), 0o666))
		return path
	}
	pools := filepath.ToSlash(filepath.Dir(w.root))
	write(".gitconfig", fmt.Sprintf(`[user]
	name = Home
	email = home@example.org
[include]
	path = inc/one
[includeIf "gitdir:%s/"]
	path = inc/pools
[includeIf "gitdir:/nowhere/"]
	path = inc/no
[includeIf "gitdir/i:%s/**"]
	path = ~/inc/fold
[includeIf "onbranch:ma*"]
	path = inc/branch
[includeIf "onbranch:feature/"]
	path = inc/no
[includeIf "hasconfig:remote.*.url:https://work.example.org/**"]
	path = inc/work
[include]
	path = inc/missing
`, pools, strings.ToUpper(pools)))
	write("inc/one", "[a]\n\tone = 1\n[include]\n\tpath = two\n")
	write("inc/two", "[a]\n\ttwo = 2\n")
	write("inc/pools", "[a]\n\tpools = yes\n")
	write("inc/no", "[a]\n\tno = no\n")
	write("inc/fold", "[a]\n\tfold = yes\n")
	write("inc/branch", "[a]\n\tbranch = yes\n")
	write("inc/work", "[user]\n\temail = work@example.org\n")
	check(t, w.AddRemote("origin", "https://work.example.org/team/pool.git"))
	w.env = append(w.env, "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=A.env", "GIT_CONFIG_VALUE_0=yes")
	w = w.reopen(func(o *Options) { o.Env = w.env })
	for _, key := range []string{"user.name", "user.email", "a.one", "a.two", "a.pools", "a.no", "a.fold", "a.branch", "a.env", "remote.origin.url"} {
		got, _ := w.Config(key)
		want, _ := w.try("config", "--get", key)
		equal(t, key, got, strings.TrimSuffix(want, "\n"))
	}
	equal(t, "remotes", strings.Join(w.Remotes(), " "), "origin")
}

func TestAuthorIsWhomGitWouldName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	equal(t, "from the environment", must(w.Author())(t), Person{"Ana Gram", "ana@example.org"})
	plain := []string{"HOME=" + w.opts.env("HOME"), "PATH=" + w.opts.env("PATH"), "GIT_CONFIG_NOSYSTEM=1"}
	bare := w.reopen(func(o *Options) { o.Env = plain })
	if _, err := bare.Author(); !errors.Is(err, ErrNoIdentity) {
		t.Errorf("nobody configured: %v", err)
	}
	check(t, bare.SetConfig("user.name", " Ben <b> "))
	check(t, bare.SetConfig("user.email", "ben@example.org"))
	equal(t, "from the configuration", must(bare.Author())(t), Person{"Ben b", "ben@example.org"})
	tip := must(bare.WriteCommit(t.Context(), Commit{Message: "x", Edits: []Edit{file("a", "a")}}))(t)
	equal(t, "in a commit", bare.git("log", "-1", "--format=%an <%ae>", string(tip)), "Ben b <ben@example.org>")
}
