package pool

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// NoEntryError says that a thread has no such entry.
type NoEntryError struct {
	Typed string
	Note  note.Address
	Have  []Entry // those that could have been meant, numbered as in the thread
	Kind  string  // "answer", or "entry" for any
}

func (e *NoEntryError) Error() string {
	return fmt.Sprintf("%s has no %s %q", e.Note, e.Kind, note.Clean(e.Typed))
}

// AmbiguousEntryError says that several entries go by what was typed.
type AmbiguousEntryError struct {
	Typed string
	Fit   []Entry
}

func (e *AmbiguousEntryError) Error() string {
	return fmt.Sprintf("%q could be %d entries", note.Clean(e.Typed), len(e.Fit))
}

// Entry finds the entry of a thread that a user means: by its number in the thread,
// counted from 1, by its file name or any part of that which no other has – its author's
// handle, most often. kind limits it to entries of one type; "" takes any. Errors:
// *NoEntryError, *AmbiguousEntryError.
func (v *View) Entry(typed string, kind note.Type) (Entry, error) {
	typed = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(typed)), ".md")
	word := string(kind)
	if kind == "" {
		word = "entry"
	}
	none := &NoEntryError{Typed: typed, Note: v.Address, Kind: word}
	var fit []Entry
	for i, e := range v.Thread {
		if kind != "" && e.EntryName.Type != kind {
			continue
		}
		none.Have = append(none.Have, e)
		switch name := e.Name(); {
		case typed == "":
		case strconv.Itoa(i+1) == strings.TrimPrefix(typed, "#"), name == path.Base(typed):
			return e, nil
		case strings.TrimPrefix(typed, "@") == string(e.By()), strings.Contains(name, typed) && len(typed) > 2:
			fit = append(fit, e)
		}
	}
	switch len(fit) {
	case 0:
		return Entry{}, none
	case 1:
		return fit[0], nil
	}
	return Entry{}, &AmbiguousEntryError{Typed: typed, Fit: fit}
}

// Number is the place of an entry in the thread, counted from 1, by its file name; 0 when it
// is not there.
func (v *View) Number(name string) int {
	for i, e := range v.Thread {
		if name != "" && e.Name() == strings.TrimSuffix(path.Base(name), ".md") {
			return i + 1
		}
	}
	return 0
}

// OnlyAnswer is the one answer of a thread; ok is false when there are none or several.
func (v *View) OnlyAnswer() (answer Entry, ok bool) {
	n := 0
	for _, e := range v.Thread {
		if e.EntryName.Type == note.Answer {
			answer, n = e, n+1
		}
	}
	return answer, n == 1
}

// Answer adds an answer of the user's to a question and returns the entry's path. re is
// the entry that it replies to, "" for the question. Errors: *NotAQuestionError.
func (p *Pool) Answer(ctx context.Context, v View, re, body string) (string, error) {
	if v.Note.Type != note.Question {
		return "", &NotAQuestionError{Address: v.Address}
	}
	return p.AddEntry(ctx, v.Address, NewEntry{Type: note.Answer, Re: re, Body: body})
}

// AcceptAnswer says for the user that an answer settled a question. That is for those who
// asked, and for stewards. Errors: *NotAQuestionError, *NotTheirsError, [ErrAccepted].
func (p *Pool) AcceptAnswer(ctx context.Context, v View, answer Entry, body string) (string, error) {
	if v.Note.Type != note.Question {
		return "", &NotAQuestionError{Address: v.Address}
	}
	me, err := p.Me()
	if err != nil {
		return "", err
	}
	if may := p.acceptors(v.Note, v.Address); !slices.ContainsFunc(may, func(h note.Handle) bool { return p.spokeAs(ctx, me, h) }) {
		return "", &NotTheirsError{Doing: "accept an answer to " + string(v.Address), Allowed: may}
	}
	if v.Why.Settles(answer) {
		return "", ErrAccepted
	}
	return p.AddEntry(ctx, v.Address, NewEntry{Type: note.Accept, Re: path.Base(answer.File), Body: body})
}

// ErrAccepted says that an answer was accepted before.
var ErrAccepted = errors.New("this answer is accepted already")

// acceptors are those who may settle a question: who asked it, and its stewards.
func (p *Pool) acceptors(n *note.Note, a note.Address) []note.Handle {
	var out []note.Handle
	for _, name := range n.Authors {
		if h := note.HandleFrom(name); h != "" && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	for _, h := range p.stewardsOf(n, a) {
		if !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// stewardsOf are those answerable for a note: whom it names itself, then whom the charter
// names for its topic.
func (p *Pool) stewardsOf(n *note.Note, a note.Address) []note.Handle {
	var out []note.Handle
	for _, name := range n.Stewards {
		if h := note.HandleFrom(name); h != "" {
			out = append(out, h)
		}
	}
	return append(out, p.Charter().StewardsOf(a)...)
}

// Report is what a member has to tell after they did what a note says.
type Report struct {
	Outcome string // Worked, Partly or Failed
	Context string // one line that lets a stranger compare places
	Effort  string // one line
	Result  string // one line
	Body    string
}

// NotTriableError says that a note tells nothing that one could try.
type NotTriableError struct {
	Address note.Address
	Type    note.Type
}

func (e *NotTriableError) Error() string {
	return fmt.Sprintf("%s is %s: there is nothing in it to try", e.Address, aTypeOf(e.Type))
}

// aTypeOf is a type with its article: "a question", "an event", "a member's card".
func aTypeOf(t note.Type) string {
	switch t {
	case note.Person:
		return "a member's card"
	case note.Event:
		return "the note of a meeting"
	case note.CharterNote:
		return "the charter"
	}
	return "a " + string(t)
}

// Triable reports, as *NotTriableError, that one cannot try what a note says: it is a question,
// the note of a meeting, a card or the charter.
func Triable(n *note.Note) error {
	a, _ := note.AddressOf(n.Path)
	switch n.Type {
	case note.Question, note.Event, note.Person, note.CharterNote:
		return &NotTriableError{Address: a, Type: n.Type}
	}
	return nil
}

// Tried adds a report of the user's to a note's thread and returns the entry's path. It
// remembers which text was tried: the newest shared version that this clone has.
//
// Errors: *NotTriableError.
func (p *Pool) Tried(ctx context.Context, a note.Address, r Report) (string, error) {
	if n, ok := p.parseWorking(a.Path()); ok {
		if err := Triable(n); err != nil {
			return "", err
		}
	}
	at, err := p.sharedVersion(ctx, a)
	if err != nil {
		return "", err
	}
	e := NewEntry{Type: note.Tried, Body: r.Body}
	for _, f := range [][2]string{{"outcome", r.Outcome}, {"context", r.Context}, {"at", string(at)}, {"effort", r.Effort}, {"result", r.Result}} {
		if value := note.Clean(strings.TrimSpace(f[1])); value != "" {
			e.Fields = append(e.Fields, note.Field{Key: f[0], Value: value})
		}
	}
	return p.AddEntry(ctx, a, e)
}

// Verify says for the user that a note is still true, and returns the entry's path. Of a
// member's card only they can say so: *NotTheirsError.
func (p *Pool) Verify(ctx context.Context, a note.Address, body string) (string, error) {
	if n, ok := p.parseWorking(a.Path()); ok && n.Type == note.Person {
		me, err := p.Me()
		if err != nil {
			return "", err
		}
		if owner := note.HandleFrom(a.Slug()); !p.spokeAs(ctx, me, owner) {
			return "", &NotTheirsError{Doing: "say that " + string(a) + " is still true", Allowed: []note.Handle{owner}}
		}
	}
	at, err := p.sharedVersion(ctx, a)
	if err != nil {
		return "", err
	}
	e := NewEntry{Type: note.Verify, Body: body}
	if at != "" {
		e.Fields = []note.Field{{Key: "at", Value: string(at)}}
	}
	return p.AddEntry(ctx, a, e)
}

// sharedVersion is the newest commit that the working files grew from and that others
// have, "" when it does not have the note.
func (p *Pool) sharedVersion(ctx context.Context, a note.Address) (repo.Hash, error) {
	h, err := p.heads(ctx)
	if err != nil {
		return "", err
	}
	if h.base == "" {
		return "", nil
	}
	id, err := p.repo.Lookup(h.base, a.Path())
	if err != nil || id == (repo.FileID{}) {
		return "", err
	}
	return h.base, nil
}

// UnsharedError says that the others do not have a note yet.
type UnsharedError struct{ Address note.Address }

func (e *UnsharedError) Error() string {
	return fmt.Sprintf("the others do not have %s yet", e.Address)
}

// Reachable returns *UnsharedError for a note that an entry would reach the others
// without: a draft of the user's in a pool that is shared.
func (p *Pool) Reachable(v View) error {
	if v.Draft != New || !p.trunk.remote || v.Note.Type == note.Question {
		return nil
	}
	return &UnsharedError{Address: v.Address}
}

// EntryText is what an editor opens with for a new entry: a line that says what it is
// about, and the prompts of the community's template. [Pool.EntryBody] takes them out.
func (p *Pool) EntryText(t note.Type, about string) string {
	tmpl, err := p.template(t)
	if err != nil {
		tmpl = nil
	}
	return entryHead(t, about) + "\n\n" + strings.TrimLeft(string(note.Parse("practices/new.md", tmpl).Body()), "\n")
}

func entryHead(t note.Type, about string) string {
	about = strings.ReplaceAll(note.Clean(about), "--", "–")
	return fmt.Sprintf("<!-- Your %s on: %s. An empty text writes nothing. -->", t, about)
}

// EntryBody is what the user wrote into the text that [Pool.EntryText] gave: "" for
// nothing.
func (p *Pool) EntryBody(t note.Type, about, text string) string {
	out := strings.ReplaceAll(text, entryHead(t, about), "")
	for _, prompt := range prompts(p.EntryText(t, about)) {
		out = strings.ReplaceAll(out, prompt, "")
	}
	return strings.TrimSpace(dropEmptySections(strings.TrimSpace(out)))
}
