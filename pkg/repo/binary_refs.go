package repo

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// UpdateRefs is one transaction of git update-ref. A lock that another program
// holds is waited for as long as we wait for one of our own.
func (s *binaryStore) UpdateRefs(ctx context.Context, updates []RefUpdate, by Person, at time.Time) error {
	if len(updates) == 0 {
		return nil
	}
	script, err := s.refScript(updates)
	if err != nil {
		return err
	}
	git := s.durable()
	git.env = append(git.env, "GIT_COMMITTER_NAME="+by.Name, "GIT_COMMITTER_EMAIL="+by.Email,
		fmt.Sprintf("GIT_COMMITTER_DATE=@%d %s", at.Unix(), at.Format("-0700")))
	args := []string{"update-ref", "-m", reflogNote(updates), "--stdin", "-z"}
	return whileBusy(ctx, "update "+string(updates[0].Ref), 5*time.Millisecond, func() error {
		if _, err := git.output(ctx, strings.NewReader(script), args...); err != nil {
			return refFailure(updates, err)
		}
		return nil
	})
}

// refScript writes the updates as git update-ref --stdin -z reads them. An old
// value of zeros means "must not exist", an empty one "whatever it is".
func (s *binaryStore) refScript(updates []RefUpdate) (string, error) {
	zeros := strings.Repeat("0", 2*s.format.size())
	var b strings.Builder
	for _, u := range updates {
		if err := checkRefName(u.Ref); err != nil {
			return "", err
		}
		for _, h := range []Hash{u.Old, u.New} {
			if h != "" && !h.valid(s.format) {
				return "", fmt.Errorf("update %s: %q is not an object id", u.Ref, string(h))
			}
		}
		old := string(u.Old)
		if old == "" {
			old = zeros
		}
		if u.Any {
			old = ""
		}
		b.WriteString("option no-deref\x00")
		switch {
		case u.New != "":
			fmt.Fprintf(&b, "update %s\x00%s\x00%s\x00", u.Ref, u.New, old)
		case old == zeros:
			fmt.Fprintf(&b, "verify %s\x00%s\x00", u.Ref, zeros)
		default:
			fmt.Fprintf(&b, "delete %s\x00%s\x00", u.Ref, old)
		}
	}
	return b.String(), nil
}

// reflogNote is the one line that git writes for all updates of a transaction.
func reflogNote(updates []RefUpdate) string {
	for _, u := range updates {
		if u.Note != "" {
			return strings.Join(strings.Fields(u.Note), " ")
		}
	}
	return "update"
}

// refFailure tells from git's words whether a reference moved, is locked, or
// something else is wrong.
func refFailure(updates []RefUpdate, err error) error {
	words := err.Error()
	ref := updates[0].Ref
	for _, u := range updates {
		if strings.Contains(words, "'"+string(u.Ref)+"'") {
			ref = u.Ref
		}
	}
	for _, moved := range []string{"but expected", "reference already exists", "unable to resolve reference", "reference is missing"} {
		if strings.Contains(words, moved) {
			return fmt.Errorf("update %s: %w", ref, ErrRefMoved)
		}
	}
	for _, busy := range []string{".lock': File exists", "cannot lock references", "unable to lock"} {
		if strings.Contains(words, busy) {
			return fmt.Errorf("update %s: %w", ref, ErrBusy)
		}
	}
	return fmt.Errorf("update %s: %w", ref, err)
}
