package forgetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

// deed is one thing that somebody asks of a host.
type deed struct {
	name   string
	before func(*scene) forge.Contribution
	do     func(ctx context.Context, s *scene, c forge.Contribution, perhaps bool) error
	// wrong says what is not as if it had been done once, in one's own words; "" for nothing.
	wrong func(*scene, forge.Contribution) string
	again error // what a second time may be answered with
}

func deeds() []deed {
	offered := func(s *scene) forge.Contribution { return s.propose(forge.Proposal{}, better) }
	nothing := func(*scene, forge.Contribution) string { return "" }
	state := func(want forge.State) func(*scene, forge.Contribution) string {
		return func(s *scene, c forge.Contribution) string {
			if got := s.get(c.ID); got.State != want {
				return fmt.Sprintf("it is %s", got.State)
			}
			return ""
		}
	}
	return []deed{
		{name: "open", before: func(s *scene) forge.Contribution {
			s.ana.Start(branch)
			head := s.ana.Write("Wait ten minutes", map[string]string{page: better})
			s.ana.Push(forge.Route{Way: forge.ByBranch, Ref: "refs/heads/" + string(branch)}, "")
			return forge.Contribution{Head: head}
		}, do: func(ctx context.Context, s *scene, c forge.Contribution, perhaps bool) error {
			_, err := s.As(Ana).Open(ctx, forge.Proposal{Branch: branch, Head: c.Head, Title: "Wait ten minutes", Body: "Why.", Way: forge.ByBranch})
			return err
		}, wrong: func(s *scene, c forge.Contribution) string {
			list, err := s.As(Ben).List(s.ctx, forge.Filter{})
			s.must(err)
			if len(list) != 1 || list[0].Head != c.Head || list[0].Title != "Wait ten minutes" {
				return fmt.Sprintf("the list has %+v", list)
			}
			return ""
		}},
		{name: "list", before: offered, do: func(ctx context.Context, s *scene, c forge.Contribution, perhaps bool) error {
			list, err := s.As(Ben).List(ctx, forge.Filter{})
			return amiss(err, len(list) == 1 && list[0].ID == c.ID && list[0].Title == c.Title)
		}, wrong: nothing},
		{name: "get", before: offered, do: func(ctx context.Context, s *scene, c forge.Contribution, perhaps bool) error {
			got, err := s.As(Ben).Get(ctx, c.ID)
			return amiss(err, got.Head == c.Head && got.Author == Ana && got.Title == c.Title)
		}, wrong: nothing},
		{name: "diff", before: offered, do: func(ctx context.Context, s *scene, c forge.Contribution, perhaps bool) error {
			files, err := s.As(Ben).Diff(ctx, c.ID)
			return amiss(err, len(files) == 1 && files[0].Path == page)
		}, wrong: nothing},
		{name: "update", before: offered, do: func(ctx context.Context, s *scene, c forge.Contribution, perhaps bool) error {
			title := "Wait eleven"
			_, err := s.As(Ana).Update(ctx, c.ID, forge.Amendment{Title: &title})
			return err
		}, wrong: func(s *scene, c forge.Contribution) string {
			if got := s.get(c.ID); got.Title != "Wait eleven" {
				return "its title is " + got.Title
			}
			return ""
		}},
		{name: "submit", before: offered, do: func(ctx context.Context, s *scene, c forge.Contribution, perhaps bool) error {
			_, err := s.As(Ben).Submit(ctx, c.ID, forge.Review{
				Opinion: forge.ChangesRequested, Head: c.Head, Body: "Nearly.", Perhaps: perhaps,
				Inline: []forge.Inline{{Anchor: forge.Anchor{Path: page, Line: 4}, Body: "Ten?"}},
			})
			return err
		}, wrong: func(s *scene, c forge.Contribution) string {
			if v, ok := verdict(s.get(c.ID), Ben); !ok || v.Opinion != forge.ChangesRequested {
				return "his verdict is missing"
			}
			return s.once(c.ID, "Nearly.", "Ten?")
		}},
		{name: "reply", before: offered, do: func(ctx context.Context, s *scene, c forge.Contribution, perhaps bool) error {
			if perhaps && s.once(c.ID, "I see.") == "" {
				return nil // whoever is told that it may have arrived looks
			}
			_, err := s.As(Ana).Reply(ctx, c.ID, forge.Conversation, "I see.")
			return err
		}, wrong: func(s *scene, c forge.Contribution) string { return s.once(c.ID, "I see.") }},
		{name: "merge", before: offered, do: func(ctx context.Context, s *scene, c forge.Contribution, perhaps bool) error {
			_, err := s.As(Ben).Merge(ctx, c.ID, c.Head)
			return err
		}, wrong: state(forge.Merged), again: &forge.BlockedError{}},
		{name: "withdraw", before: offered, do: func(ctx context.Context, s *scene, c forge.Contribution, perhaps bool) error {
			return s.As(Ana).Withdraw(ctx, c.ID, c.Head)
		}, wrong: state(forge.Closed), again: forge.ErrNotFound},
	}
}

var errUntrue = errors.New("it read something else without an error")

// amiss is an error for an answer that was taken and is not true.
func amiss(err error, as bool) error {
	if err == nil && !as {
		return errUntrue
	}
	return err
}

// once says which words do not stand exactly once in what was said.
func (s *scene) once(id forge.ID, words ...string) string {
	threads, err := s.As(Ben).Threads(s.ctx, id)
	s.must(err)
	var out []string
	for _, w := range words {
		n := 0
		for _, t := range threads {
			for _, c := range t.Comments {
				n += strings.Count(c.Body, w)
			}
		}
		if n != 1 {
			out = append(out, fmt.Sprintf("%q stands %d times", w, n))
		}
	}
	return strings.Join(out, ", ")
}

// RunTroubles does what people ask of a host with every n-th way to spoil one of its requests, and
// then, where it did not end well, once more: in the end it is done once, and an act that ends well
// has done what it says. It returns how many there were.
func RunTroubles(t *testing.T, open func(testing.TB) *Place, step int) (n int) {
	all := 0
	for _, d := range deeds() {
		t.Run(d.name, func(t *testing.T) {
			s := newScene(t, open(t))
			count := &Trouble{}
			c := d.before(s)
			s.must(d.do(count.In(s.ctx), s, c, false))
			for r, asked := range count.Asked() {
				for _, what := range Troubles {
					if what == "twice" && strings.HasPrefix(asked, "POST") {
						continue // no host knows by what to tell it from two requests
					}
					if all++; all%step == 0 {
						n++
						d.spoilt(t, open, &Trouble{Request: r + 1, What: what})
					}
				}
			}
		})
	}
	return n
}

// spoilt does a deed in trouble at a place of its own.
func (d deed) spoilt(t *testing.T, open func(testing.TB) *Place, tr *Trouble) {
	t.Helper()
	s := newScene(t, open(t))
	c := d.before(s)
	err := d.do(tr.In(s.ctx), s, c, false)
	asked := tr.Asked()
	at := fmt.Sprintf("%s, %s at request %d (%s)", d.name, tr.What, tr.Request, asked[min(tr.Request, len(asked))-1])
	if err == nil {
		if w := d.wrong(s, c); w != "" {
			t.Errorf("%s: ends well, and %s", at, w)
		}
		return
	}
	if errors.Is(err, errUntrue) || !told(err) {
		t.Errorf("%s: %v", at, err)
	}
	second := d.do(s.ctx, s, c, forge.Unclear(err))
	if second != nil && d.again != nil && fmt.Sprintf("%T", d.again) != fmt.Sprintf("%T", unwrapped(second)) && !errors.Is(second, d.again) || second != nil && d.again == nil {
		t.Errorf("%s: first %v, then %v", at, err, second)
	}
	if w := d.wrong(s, c); w != "" {
		t.Errorf("%s: it ended with %v, and after a second time %s", at, err, w)
	}
}

func unwrapped(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// told reports an error that has words of its own for people.
func told(err error) bool {
	return slices.ContainsFunc([]any{new(*forge.NetError), new(*forge.RefusedError), new(*forge.RateLimitError), new(*forge.AbsentError), new(*forge.AuthError), new(*forge.BlockedError)}, func(target any) bool {
		return errors.As(err, target)
	}) || errors.Is(err, forge.ErrNotFound)
}
