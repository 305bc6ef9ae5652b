package main

import (
	"fmt"
	"math"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// makePool writes a pool of plausible notes, always the same for the same number, puts it
// into a history of 20 commits, and connects it to a bare shared place.
func (b *bench) makePool() error {
	if b.from != "" {
		return b.copyPool()
	}
	g := newGenerator()
	per := max(1, b.notes/20)
	if err := b.git("init", "-q", "-b", "main", b.pool); err != nil {
		return err
	}
	if err := write(b.pool, "practices/charter.md", "---\ntitle: Bench\ntype: charter\nname: Bench\nreview: {practices: direct, conversation: direct}\n---\n\n# Bench\n\nA pool to measure with.\n"); err != nil {
		return err
	}
	for i := range b.notes {
		path, text := g.note(i)
		if err := write(b.pool, path, text); err != nil {
			return err
		}
		if (i+1)%per == 0 || i == b.notes-1 {
			if err := b.commit(fmt.Sprintf("Add notes up to %d", i)); err != nil {
				return err
			}
		}
	}
	return b.share()
}

// copyPool measures a pool that exists, with a charter added so that it can be changed.
func (b *bench) copyPool() error {
	if err := b.git("clone", "-q", b.from, b.pool); err != nil {
		return err
	}
	if err := b.git("-C", b.pool, "remote", "remove", "origin"); err != nil {
		return err
	}
	if err := write(b.pool, "practices/charter.md", "---\ntitle: Bench\ntype: charter\nreview: {practices: direct}\n---\n\n# Bench\n\nA pool to measure with.\n"); err != nil {
		return err
	}
	if err := b.commit("Add a charter"); err != nil {
		return err
	}
	return b.share()
}

// share gives the pool a bare shared place.
func (b *bench) share() error {
	shared := filepath.Join(b.dir, "shared.git")
	for _, args := range [][]string{
		{"-C", b.pool, "repack", "-adq"},
		{"clone", "-q", "--bare", b.pool, shared},
		{"-C", b.pool, "remote", "add", "origin", shared},
		{"-C", b.pool, "fetch", "-q", "origin"},
		{"-C", b.pool, "branch", "-q", "--set-upstream-to", "origin/main"},
		{"-C", b.pool, "config", "gc.auto", "0"},
	} {
		if err := b.git(args...); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) commit(message string) error {
	if err := b.git("-C", b.pool, "add", "-A"); err != nil {
		return err
	}
	return b.git("-C", b.pool, "commit", "-q", "-m", message)
}

func (b *bench) git(args ...string) error {
	cmd := exec.Command("git", args...)
	cmd.Env = b.environ()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("git %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// environ is the same for cop and for what it is measured against.
func (b *bench) environ() []string {
	return []string{
		"HOME=" + b.dir, "PATH=" + os.Getenv("PATH"), "COP_CONFIG=" + filepath.Join(b.dir, "config.toml"), "LC_ALL=C.UTF-8",
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "TERM=dumb",
		"GIT_AUTHOR_NAME=Bench", "GIT_AUTHOR_EMAIL=bench@example.org", "GIT_COMMITTER_NAME=Bench", "GIT_COMMITTER_EMAIL=bench@example.org",
	}
}

// generator makes words that are distributed as words are: the n-th is drawn about 1/n as
// often as the first.
type generator struct {
	r     *rand.Rand
	words []string
	sums  []float64
}

func newGenerator() *generator {
	g := &generator{r: rand.New(rand.NewSource(1))}
	syllables := strings.Fields("an be co da en fi go hu in ka lo me no pa qui ra so ti un ve wa ex yo ze pre con tra mul der ist")
	known := strings.Fields("the pager deploy retry alert backup restore query index review on call team service error log time before after never always check run")
	seen := map[string]bool{}
	total := 0.0
	for len(g.words) < 20_000 {
		w := ""
		if len(g.words) < len(known) {
			w = known[len(g.words)]
		}
		for w == "" || seen[w] {
			w = ""
			for range 2 + g.r.Intn(3) {
				w += syllables[g.r.Intn(len(syllables))]
			}
		}
		seen[w] = true
		g.words = append(g.words, w)
		total += 1 / math.Pow(float64(len(g.words)+1), 1.02)
		g.sums = append(g.sums, total)
	}
	return g
}

func (g *generator) word() string {
	at := g.r.Float64() * g.sums[len(g.sums)-1]
	lo, hi := 0, len(g.sums)-1
	for lo < hi {
		if mid := (lo + hi) / 2; g.sums[mid] < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return g.words[lo]
}

func (g *generator) sentence(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = g.word()
	}
	s := strings.Join(words, " ")
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// note is one note of about two kilobytes. One in thirty has a paragraph in Chinese.
func (g *generator) note(i int) (path, text string) {
	topic := fmt.Sprintf("%s/%s", g.words[100+i%40], g.words[200+i%7])
	title := strings.TrimSuffix(g.sentence(4), ".")
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s %d\ntags: [%s, %s]\nauthors: [member%d]\ndate: 2025-%02d-%02d\n---\n\n# %s %d\n",
		title, i, g.word(), g.word(), i%50, 1+i%12, 1+i%28, title, i)
	for b.Len() < 1500+i%1000 {
		b.WriteString("\n## " + g.sentence(3) + "\n\n")
		for range 3 {
			b.WriteString(g.sentence(8+g.r.Intn(10)) + "\n")
		}
	}
	if i%30 == 0 {
		b.WriteString("\n数据库迁移必须可以回滚。\n")
	}
	return fmt.Sprintf("practices/%s/%s-%d.md", topic, strings.ReplaceAll(strings.ToLower(title), " ", "-"), i), b.String()
}

func write(dir, path, text string) error {
	full := filepath.Join(dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return err
	}
	return os.WriteFile(full, []byte(text), 0o644)
}
