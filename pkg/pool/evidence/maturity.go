// Package evidence says how far a community may rely on a note: the maturity of a practice
// from reports of use, how much of the text that was tried still stands, when a note's promise
// to be true runs out, and what git's history tells of who wrote what and when.
//
// It is pure: notes, entries, cards and commits in, a judgement out. All of it is computed
// from what every clone has alike, without a clock, so that every machine at one commit judges
// the same; the one thing that a clock decides, whether a note is stale by now, is the
// caller's. It must not know files, the index's database or the network.
package evidence

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Maturity of a practice, from reports of use. Computed, never stored.
const (
	Untried   = "untried"
	Emerging  = "emerging"
	Promising = "promising"
	Proven    = "proven"
)

// Outcomes of a report.
const (
	Worked = "worked"
	Partly = "partly"
	Failed = "failed"
)

// Why explains what the thread says about a note, entry by entry. The counts of Facts are
// of reports that count at all, whatever their weight.
type Why struct {
	index.Facts
	Stale   bool // its promise to be true ran out; the one thing a clock decides
	Counted []Reason
	Ignored []Reason
	Sums    []string // how the weights add up, in words; none without reports
	Settled []string // file names of the answers that were accepted
}

// Reason says what became of one report.
type Reason struct {
	Entry  string // path of the entry
	By     note.Handle
	Reason string
	Weight int    // percent; 0 when ignored
	Remark string // how sure that is, "" for as sure as it gets
	// Brought says that it is ignored because somebody else brought it, whom Reason names.
	Brought bool
}

// Settles reports whether an entry is an answer that was accepted.
func (w *Why) Settles(e Entry) bool {
	for _, name := range w.Settled {
		if name == path.Base(e.File) {
			return true
		}
	}
	return false
}

// Rules are what the entries of a thread are judged by, besides what they say. All of it
// is shared: no clock, and nothing that only this machine knows.
type Rules struct {
	Maturity  note.MaturityRule
	Person    func(note.Handle) string // the name that stands for whoever writes under a handle
	Authors   []string                 // names of persons who wrote the note
	Acceptors []string                 // names of persons who may settle it
	Tried     map[string]Tried         // by path of the entry; without one: today's text
	Signed    bool                     // what nobody signed weighs nothing
	Imported  bool                     // the note came with an import, and so did what settled it
}

// Weigh computes maturity from a note's thread.
//
// Of each person other than the authors the newest report counts, as much as WeightOf
// says. With the weights of reports that it worked W, that it failed F, and of all N, in
// whole reports (rounded to the nearest), and c distinct places where it worked:
//
//	emerging   W ≥ 1
//	promising  W ≥ promising (charter, default 2)
//	proven     W ≥ proven (default 3), c ≥ 2 and F ≤ max_failed·N (default a quarter)
//	contested  N ≥ 2 and F > max_failed·N
//
// F and N are compared unrounded. Nothing depends on the order in which entries arrived,
// nor on the time at which one looks.
//
// Example: ana wrote it; ben, cy and dee report worked, from two places, and eve failed:
// W=3, F=1, N=4, F/N = 0.25 → proven, not contested. Then ana rewrites the note so that
// half of the words stand: each weighs 40 %, W = 1.2 → emerging.
func Weigh(thread []Entry, by Rules) Why {
	var why Why
	newest := map[string]Entry{} // by person
	for _, e := range thread {
		why.other(e, thread, by)
		if e.EntryName.Type != note.Tried {
			continue
		}
		who := by.Person(e.By())
		if reason := unfit(e, who, by); reason != "" {
			why.ignore(e, reason)
			continue
		}
		if old, ok := newest[who]; ok {
			why.ignore(old, superseded(old, e))
		}
		newest[who] = e
	}
	why.judge(by.Maturity, why.count(thread, newest, by))
	return why
}

func superseded(old, newer Entry) string {
	if old.By() == newer.By() {
		return "a newer report by the same member counts"
	}
	return fmt.Sprintf("a newer report by the same person, as %s, counts", newer.By())
}

// other takes in what is not a report of use.
func (w *Why) other(e Entry, thread []Entry, by Rules) {
	if t := e.When(); t.After(w.LastEntry) {
		w.LastEntry = t
	}
	switch e.EntryName.Type {
	case note.Answer:
		w.Answers++
	case note.Comment:
		if e.Vote() == "" {
			w.Comments++
			return
		}
		w.ignore(e, e.Did()+" where it came from: that is a judgement, not a report of having tried it")
	case note.Accept:
		if answer, ok := accepted(e, thread, by); ok {
			w.Accepted = true
			w.Settled = append(w.Settled, answer)
		}
	case note.Verify:
		if t := e.When(); t.After(w.Verified) && e.Unheard(by.Signed) == "" {
			w.Verified = t
		}
	}
}

// accepted is the file name of the answer that an entry accepts: one of this thread,
// accepted by somebody who may.
func accepted(e Entry, thread []Entry, by Rules) (string, bool) {
	may := false
	if e.Unheard(by.Signed) != "" && !(by.Imported && Imported(e.Note)) {
		return "", false
	}
	for _, name := range by.Acceptors {
		may = may || name == by.Person(e.By())
	}
	if !may {
		return "", false
	}
	for _, answer := range thread {
		if name := path.Base(answer.File); answer.EntryName.Type == note.Answer && strings.TrimSuffix(name, ".md") == strings.TrimSuffix(path.Base(e.Re), ".md") {
			return name, true
		}
	}
	return "", false
}

// unfit is why a report does not count, "" when it may.
func unfit(e Entry, who string, by Rules) string {
	for _, author := range by.Authors {
		if author == who {
			return "authors' own reports do not count"
		}
	}
	if why := e.Unheard(by.Signed); why != "" {
		return why
	}
	t, known := by.Tried[e.File]
	switch {
	case e.Outcome != Worked && e.Outcome != Partly && e.Outcome != Failed:
		return fmt.Sprintf("unknown outcome %q", note.Clean(e.Outcome))
	case known && WeightOf(t.Share) == 0:
		return fmt.Sprintf("%s, but only %d%% of the text that was tried still stands", e.Outcome, t.Share)
	}
	return ""
}

// Imported reports a note or an entry that somebody brought from another tool: its author is who the
// source names, and nobody here has said so themselves. Its front matter has source:
// kind:id@version, as package importer writes it.
func Imported(n *note.Note) bool {
	source, _ := n.Value("source")
	text, ok := source.(string)
	at := strings.LastIndexByte(text, '@')
	return ok && at > 0 && strings.Contains(text[:at], ":") && len(text)-at == 11 && strings.Trim(text[at+1:], "0123456789abcdef") == ""
}

func (w *Why) ignore(e Entry, reason string) {
	w.Ignored = append(w.Ignored, Reason{Entry: e.File, By: e.By(), Reason: reason, Brought: e.Brought != ""})
}

// sums are the weights of reports in percent, and the places where it worked.
type sums struct {
	worked, partly, failed int
	places                 map[string]bool
}

// count adds up the reports that count, in the order of the thread.
func (w *Why) count(thread []Entry, newest map[string]Entry, by Rules) sums {
	sum := sums{places: map[string]bool{}}
	for _, e := range thread {
		if l, ok := newest[by.Person(e.By())]; !ok || l.File != e.File {
			continue
		}
		t, known := by.Tried[e.File]
		if !known {
			t.Share = 100
		}
		weight := WeightOf(t.Share)
		switch e.Outcome {
		case Worked:
			w.Worked++
			sum.worked += weight
			if c := sameWords(e.Context); c != "" {
				sum.places[c] = true
			}
		case Partly:
			w.Partly++
			sum.partly += weight
		case Failed:
			w.Failed++
			sum.failed += weight
		}
		w.Counted = append(w.Counted, Reason{Entry: e.File, By: e.By(), Reason: t.words(e), Weight: weight, Remark: t.remark()})
	}
	return sum
}

// words say what a report that counts says, and as how much it counts.
func (t Tried) words(e Entry) string {
	out := e.Outcome
	if c := note.Clean(e.Context); c != "" {
		out += ": " + c
	}
	if weight := WeightOf(t.Share); weight < 100 {
		out += fmt.Sprintf(" – counts %d%%, since %d%% of the text that was tried still stands", weight, t.Share)
	}
	return out
}

// remark says how it is known which text was tried, and who says so.
func (t Tried) remark() string {
	if t.Since == "" || t.How == "" {
		return t.Since + t.How
	}
	return t.Since + "; " + t.How
}

// sameWords is a context by its letters and digits, so that spelling makes no second place of
// one: "Team A." is "team a".
func sameWords(context string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(context), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ")
}

// whole is a sum of weights in whole reports.
func whole(percent int) int { return (percent + 50) / 100 }

func (w *Why) judge(m note.MaturityRule, sum sums) {
	all := sum.worked + sum.partly + sum.failed
	tooMany := float64(sum.failed) > m.MaxFailed*float64(all)
	w.Contested = whole(all) >= 2 && tooMany
	worked := whole(sum.worked)
	switch {
	case worked >= m.Proven && len(sum.places) >= 2 && !tooMany:
		w.Maturity = Proven
	case worked >= m.Promising:
		w.Maturity = Promising
	case worked >= 1:
		w.Maturity = Emerging
	default:
		w.Maturity = Untried
	}
	if len(w.Counted) > 0 {
		w.Sums = sum.words(m, all, w.Contested)
	}
}

// words say how far a practice is on its way to proven.
func (s sums) words(m note.MaturityRule, all int, contested bool) []string {
	failures := fmt.Sprintf("%s of %s failed; proven allows %g%%", reportsOf(s.failed), reportsOf(all), 100*m.MaxFailed)
	if contested {
		failures = fmt.Sprintf("%s of %s failed: more than %g%%, so it is contested", reportsOf(s.failed), reportsOf(all), 100*m.MaxFailed)
	}
	return []string{
		fmt.Sprintf("reports that it worked count as %s; promising takes %d, proven %d", reportsOf(s.worked), m.Promising, m.Proven),
		fmt.Sprintf("it worked in %d named %s; proven takes 2", len(s.places), plural(len(s.places), "place", "places")),
		failures,
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// reportsOf writes a sum of weights: 300 → "3", 240 → "2.4".
func reportsOf(percent int) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(percent)/100), ".0")
}
