package pool

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/breakfast-table/cop/pkg/credential"
	"github.com/breakfast-table/cop/pkg/forge"
)

// ExamineOptions say how far to look.
type ExamineOptions struct{ Offline bool }

// Finding is one thing that was looked at. Err, when set, says what is wrong.
type Finding struct {
	What string
	OK   bool
	Says string
	Hint string
	Err  error
}

// Examine looks at everything the pool stands on.
func (p *Pool) Examine(ctx context.Context, o ExamineOptions) []Finding {
	out := []Finding{p.examineMe(), p.examineTrunk(ctx), p.examineIndex(ctx), p.examineLeftovers(), p.examineConflicts(), p.examineHooks()}
	if !o.Offline {
		out = append(out, p.examineRemote(ctx))
		if _, shared := p.Remote(); shared {
			out = append(out, p.examineReviews(ctx))
		}
	}
	return out
}

func (p *Pool) examineMe() Finding {
	f := Finding{What: "you"}
	me, err := p.Me()
	if f.Err = err; err != nil {
		return f
	}
	f.OK, f.Says = true, fmt.Sprintf("%s <%s>, handle %s", me.Name, me.Email, me.Handle)
	return f
}

func (p *Pool) examineTrunk(ctx context.Context) Finding {
	f := Finding{What: "shared version"}
	h, err := p.heads(ctx)
	if err == nil {
		err = p.mustBeOnTrunk(h)
	}
	if f.Err = err; err != nil {
		return f
	}
	f.OK = true
	switch {
	case h.ours == "":
		f.Says = "empty"
	case h.theirs == "":
		f.Says = "never exchanged"
	case h.ours == h.theirs:
		f.Says = "as of the last sync"
	default:
		f.OK, f.Says, f.Hint = true, "not the newest that is known", "cop sync"
	}
	return f
}

func (p *Pool) examineIndex(ctx context.Context) Finding {
	f := Finding{What: "index"}
	took := startWatch()
	cards, err := p.Cards(ctx)
	if f.Err = err; err != nil {
		return f
	}
	f.OK, f.Says = true, fmt.Sprintf("%d notes, fresh after %d ms", len(cards), took.elapsed().Milliseconds())
	if p.db.Temporary() {
		f.OK, f.Says, f.Hint = false, "cannot be kept in "+p.LocalDir(), "make that folder writable, else every search reads the pool anew"
	}
	return f
}

// examineLeftovers finds drafts that an editor left and locks that nobody holds.
func (p *Pool) examineLeftovers() Finding {
	f := Finding{What: "drafts in progress", OK: true, Says: "none"}
	kept, err := filepath.Glob(filepath.Join(p.LocalDir(), "drafts", "*.md"))
	if err == nil && len(kept) > 0 {
		f.Says = fmt.Sprintf("%d kept in %s", len(kept), filepath.Join(p.LocalDir(), "drafts"))
		f.Hint = "cop add --body-file FILE makes a note of one"
	}
	return f
}

func (p *Pool) examineConflicts() Finding {
	f := Finding{What: "conflicts"}
	unmerged, err := p.unmerged()
	if f.Err = err; err != nil {
		return f
	}
	if f.OK = len(unmerged) == 0; f.OK {
		f.Says = "none"
		return f
	}
	f.Says, f.Hint = fmt.Sprintf("%d notes", len(unmerged)), "cop status shows them, cop resolve settles them"
	return f
}

// examineHooks tells which of the clone's hooks cop runs.
func (p *Pool) examineHooks() Finding {
	f := Finding{What: "hooks", OK: true, Says: "none"}
	run, not := p.repo.Hooks()
	var says []string
	if len(run) > 0 {
		says = append(says, strings.Join(run, ", ")+" runs before anything is sent")
	}
	if len(not) > 0 {
		says = append(says, strings.Join(not, ", ")+" not run by cop")
		f.Hint = "what the community relies on belongs into the shared place, where it counts for everybody"
	}
	if len(says) > 0 {
		f.Says = strings.Join(says, "; ")
	}
	return f
}

// tellHooks says once in a clone that hooks of it are not run.
func (p *Pool) tellHooks() {
	_, not := p.repo.Hooks()
	mark := filepath.Join(p.LocalDir(), "hooks-told")
	if len(not) == 0 {
		return
	}
	was, err := os.ReadFile(mark)
	if now := strings.Join(not, "\n"); err != nil || string(was) != now {
		p.opt.notice("note: cop does not run this clone's hooks " + strings.Join(not, ", ") + "; cop doctor says more. This is said once.")
		_ = os.WriteFile(mark, []byte(now), 0o644) // else it is said again
	}
}

func (p *Pool) examineRemote(ctx context.Context) Finding {
	f := Finding{What: "shared place"}
	address, ok := p.Remote()
	if !ok {
		f.OK, f.Says, f.Hint = true, "none; this pool is on this machine only", "cop init --remote URL shares it"
		return f
	}
	_, err := p.fetchRefs(ctx, []string{"refs/heads/" + p.trunk.branch})
	if f.Err = err; err != nil {
		return f
	}
	f.OK, f.Says = true, Redact(address)+" answers"
	return f
}

// examineReviews tells where contributions are reviewed, and as whom the user is known there.
func (p *Pool) examineReviews(ctx context.Context) Finding {
	f := Finding{What: "reviews"}
	h, err := p.Host(ctx)
	if f.Err = err; err != nil {
		return f
	}
	if h.Kind == forge.Plain {
		f.OK, f.Says = true, "in the shared place itself; cop review shows them"
		return f
	}
	l, err := LookUpLogin(ctx, h, p, p.opt)
	switch {
	case errors.Is(err, credential.ErrNoToken):
		f.OK, f.Says = true, fmt.Sprintf("on %s (%s), which does not know you", h.Name(), h.Kind)
		f.Hint = "cop auth login has reviews opened for you"
	case err != nil:
		f.Err = err
	default:
		f.OK, f.Says = true, fmt.Sprintf("on %s (%s) as %s", h.Name(), h.Kind, l.Login)
		if of, err := p.ownCopyOf(ctx); err == nil && of.Path != "" {
			f.Says, f.Hint = f.Says+"; "+ownCopy(of), p.leaveCopy(of)
		}
	}
	return f
}

// Redact takes passwords and tokens out of an address.
func Redact(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return address
	}
	u.User = url.User("…")
	return strings.Replace(u.String(), url.User("…").String(), "…", 1)
}
