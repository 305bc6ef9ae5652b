package forgetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/forge/gitreview"
)

// gitBinary is the gitreview.Git of a clone, over the git program.
type gitBinary struct{ *Clone }

var _ gitreview.Git = gitBinary{}

func (g gitBinary) git(stdin string, args ...string) (string, error) {
	out, errs, err := g.run(stdin, args...)
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(errs))
	}
	return out, nil
}

// seen is where this clone keeps what it fetched.
const seen = "refs/seen/"

func (g gitBinary) Fetch(_ context.Context, patterns ...string) (map[string]forge.Commit, error) {
	args := []string{"fetch", "--quiet", "--prune", "--no-tags", "--no-auto-gc", "origin"}
	for _, p := range patterns {
		if !strings.Contains(p, "*") {
			p = strings.TrimSuffix(p, "main") + "*"
		}
		args = append(args, "+"+p+":"+seen+strings.TrimPrefix(p, "refs/"))
	}
	slices.Sort(args[6:])
	if _, err := g.git("", append(args[:6], slices.Compact(args[6:])...)...); err != nil {
		return nil, err
	}
	out, err := g.git("", "for-each-ref", "--format=%(refname) %(objectname)", seen)
	refs := map[string]forge.Commit{}
	for l := range strings.Lines(out) {
		name, id, _ := strings.Cut(strings.TrimSpace(l), " ")
		refs["refs/"+strings.TrimPrefix(name, seen)] = forge.Commit(id)
	}
	return refs, err
}

func (g gitBinary) Push(_ context.Context, moves ...gitreview.RefMove) error {
	args := []string{"push", "--porcelain", "--atomic"}
	var specs []string
	for _, m := range moves {
		args = append(args, fmt.Sprintf("--force-with-lease=%s:%s", m.Ref, m.Old))
		specs = append(specs, string(m.New)+":"+m.Ref)
	}
	out, errs, err := g.run("", append(append(args, "origin"), specs...)...)
	if err == nil {
		return nil
	}
	all := out + errs
	for _, sign := range []string{"stale info", "cannot lock ref", "failed to update ref", "remote ref does not exist", "reference already exists", "fetch first", "failed to lock", "incorrect old value"} {
		if strings.Contains(all, sign) {
			return fmt.Errorf("push: %w", forge.ErrMoved)
		}
	}
	return &forge.RefusedError{Host: "git", Text: strings.TrimSpace(all)}
}

func (g gitBinary) Log(_ context.Context, from, to forge.Commit) ([]gitreview.CommitInfo, error) {
	args := []string{"log", "--topo-order", "-z", "--format=%H%n%P%n%an%n%ae%n%ct%n%B", string(to)}
	if from != "" {
		args = append(args, "^"+string(from))
	}
	out, err := g.git("", args...)
	if err != nil {
		return nil, err
	}
	var log []gitreview.CommitInfo
	for part := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
		f := strings.SplitN(part, "\n", 6)
		if len(f) < 6 {
			continue
		}
		at, err := strconv.ParseInt(f[4], 10, 64)
		if err != nil {
			return nil, err
		}
		c := gitreview.CommitInfo{ID: forge.Commit(f[0]), Name: f[2], Email: f[3], When: time.Unix(at, 0), Message: f[5]}
		for p := range strings.FieldsSeq(f[1]) {
			c.Parents = append(c.Parents, forge.Commit(p))
		}
		log = append(log, c)
	}
	return log, nil
}

func (g gitBinary) MergeBase(_ context.Context, a, b forge.Commit) (forge.Commit, error) {
	out, _, err := g.run("", "merge-base", string(a), string(b))
	if err != nil && out == "" {
		return "", nil
	}
	return forge.Commit(strings.TrimSpace(out)), err
}

// emptyTree is the tree without files, which git knows without having it.
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

func tree(c forge.Commit) string {
	if c == "" {
		return emptyTree
	}
	return string(c)
}

func (g gitBinary) Changes(_ context.Context, a, b forge.Commit) ([]gitreview.FileChange, error) {
	out, err := g.git("", "diff-tree", "-r", "-z", "--no-renames", "--raw", "--no-abbrev", tree(a), tree(b))
	if err != nil {
		return nil, err
	}
	var all []gitreview.FileChange
	parts := strings.Split(strings.TrimSuffix(out, "\x00"), "\x00")
	for i := 0; i+1 < len(parts); i += 2 {
		f := strings.Fields(strings.TrimPrefix(parts[i], ":"))
		all = append(all, gitreview.FileChange{Path: parts[i+1], Before: fileID(f[0], f[2]), After: fileID(f[1], f[3])})
	}
	return all, nil
}

func fileID(mode, blob string) gitreview.FileID {
	n, err := strconv.ParseUint(mode, 8, 32)
	if err != nil || n == 0 {
		return gitreview.FileID{}
	}
	return gitreview.FileID{Blob: gitreview.Blob(blob), Mode: uint32(n)}
}

func (g gitBinary) Lookup(_ context.Context, at forge.Commit, path string) (gitreview.FileID, error) {
	out, err := g.git("", "ls-tree", "-z", string(at), "--", path)
	f := strings.Fields(strings.TrimSuffix(out, "\x00"))
	if err != nil || len(f) < 3 || f[1] != "blob" {
		return gitreview.FileID{}, err
	}
	return fileID(f[0], f[2]), nil
}

func (g gitBinary) Read(_ context.Context, b gitreview.Blob) ([]byte, error) {
	out, err := g.git("", "cat-file", "blob", string(b))
	return []byte(out), err
}

// Write builds the tree in an index of its own.
func (g gitBinary) Write(_ context.Context, c gitreview.NewCommit) (forge.Commit, error) {
	dir, err := os.MkdirTemp("", "index")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	with := gitBinary{&Clone{t: g.t, Dir: g.Dir, who: g.who, env: append(slices.Clone(g.env), "GIT_INDEX_FILE="+filepath.Join(dir, "index"))}}
	if _, err := with.git("", "read-tree", tree(c.Base)); err != nil {
		return "", err
	}
	for _, e := range c.Edits {
		if err := with.stage(e); err != nil {
			return "", err
		}
	}
	id, err := with.git("", "write-tree")
	if err != nil {
		return "", err
	}
	if time.Now().Before(c.NotBefore) {
		at := fmt.Sprintf("%d +0000", c.NotBefore.Unix())
		with.env = append(with.env, "GIT_AUTHOR_DATE="+at, "GIT_COMMITTER_DATE="+at)
	}
	args := []string{"commit-tree", strings.TrimSpace(id)}
	for _, p := range c.Parents {
		args = append(args, "-p", string(p))
	}
	out, err := with.git(c.Message, args...)
	return forge.Commit(strings.TrimSpace(out)), err
}

func (g gitBinary) stage(e gitreview.Edit) error {
	if e.Data == nil && e.File.Blob == "" {
		_, err := g.git("", "rm", "--quiet", "--cached", "--", e.Path)
		return err
	}
	if e.Data != nil {
		out, err := g.git(string(e.Data), "hash-object", "-w", "--stdin")
		if err != nil {
			return err
		}
		e.File.Blob = gitreview.Blob(strings.TrimSpace(out))
	}
	if e.File.Mode == 0 {
		e.File.Mode = 0o100644
	}
	_, err := g.git("", "update-index", "--add", "--cacheinfo", fmt.Sprintf("%o,%s,%s", e.File.Mode, e.File.Blob, e.Path))
	return err
}
