package health

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Each measure counts what its definition says, from the first day that it names to the last.
func TestMeasuresAreAsDefined(t *testing.T) {
	begun := Deed{"first", ago(300)}
	open := func(from int) []Span { return []Span{{From: ago(from)}} }
	practice := func(n Note) Note {
		n.Address, n.Type = "oncall/p", note.Practice
		if n.Created.IsZero() {
			n.Created = ago(60)
		}
		return n
	}
	for _, c := range []struct {
		measure, want string // value/of, - where there is nothing to measure
		h             History
	}{
		{"active", "1/0", History{Deeds: []Deed{{"a", ago(27)}, {"a", ago(3)}, {"b", ago(28)}}}},
		{"active", "0/0", History{Deeds: []Deed{{"", ago(3)}}}},
		{"active", "-", History{}},
		{"new", "1/0", History{Deeds: []Deed{{"a", ago(27)}, {"b", ago(28)}, {"b", ago(2)}}}},
		{"core", "1/0", History{Deeds: append(crowd(1, 0, 7, 14, 21, 28, 77), []Deed{{"b", ago(0)}, {"b", ago(7)}, {"b", ago(14)}, {"b", ago(21)}, {"b", ago(28)}}...)}},
		{"core", "0/0", History{Deeds: crowd(1, 0, 7, 14, 21, 28, 84)}},
		{"core", "0/0", History{Deeds: crowd(1, 0, 1, 2, 3, 4, 5)}},
		{"quiet", "1/0", History{Deeds: crowd(1, 28, 118)}},
		{"quiet", "0/0", History{Deeds: crowd(1, 28, 119)}},
		{"quiet", "0/0", History{Deeds: crowd(1, 28, 30)}},
		{"quiet", "0/0", History{Deeds: crowd(1, 27, 28, 50)}},
		{"quiet", "0/0", History{Deeds: crowd(1, 28, 50), Members: []Member{{Handle: "m00", Left: true}}}},
		{"arrival_days", "4/1", History{Members: []Member{{Handle: "m00", Since: ago(90)}}, Deeds: crowd(1, 86)}},
		{"arrival_days", "-", History{Members: []Member{{Handle: "m00", Since: ago(91)}}, Deeds: crowd(1, 86)}},
		{"arrival_days", "0/1", History{Members: []Member{{Handle: "m00", Since: ago(20)}}, Deeds: crowd(1, 25)}},
		{"came_back", "50/2", History{Deeds: slices.Concat([]Deed{{"a", ago(40)}, {"a", ago(13)}}, []Deed{{"b", ago(40)}, {"b", ago(11)}})}},
		{"came_back", "0/1", History{Deeds: []Deed{{"a", ago(28)}, {"a", ago(28)}}}},
		{"came_back", "-", History{Deeds: crowd(1, 27, 20)}},
		{"came_back", "100/1", History{Deeds: crowd(1, 90, 80)}},
		{"came_back", "-", History{Deeds: crowd(1, 91, 80)}},
		{"answer_days", "2/3", History{Notes: []Note{question(9, ago(8)), question(9, ago(7)), question(9, ago(0)), question(9, time.Time{}), question(91, ago(90))}}},
		{"unanswered", "1/0", History{Notes: []Note{question(7, time.Time{}), question(6, time.Time{}), question(9, ago(1)), {Type: note.Question, Created: ago(9), Retired: ago(1)}}}},
		{"review_days", "3/3", History{Changes: []Change{{ago(9), ago(6)}, {ago(9), ago(8)}, {ago(99), ago(2)}, {ago(99), ago(91)}}}},
		{"review_days", "3/2", History{Changes: []Change{{ago(9), ago(6)}, {ago(9), ago(1)}}}},
		{"few_stewards", "1/2", History{Notes: slices.Concat(topic("oncall", 1), topic("deploy", 2), topic("hiring", 0)[:2])}},
		{"few_stewards", "0/1", History{Notes: slices.Concat(topic("oncall", 1)[:2], topic("oncall", 2)[:2])}},
		{"few_stewards", "-", History{Notes: topic("oncall", 1)[:2]}},
		{"evidence", "50/2", History{Notes: []Note{practice(Note{Created: ago(28), Tried: ago(1)}), practice(Note{Created: ago(28)}), practice(Note{Created: ago(27)}), practice(Note{Retired: ago(3)})}}},
		{"contested", "1/0", History{Notes: []Note{practice(Note{Contested: open(0)}), practice(Note{Contested: []Span{{ago(9), ago(0)}}}), {Type: note.Story, Created: ago(9), Contested: open(3)}}}},
		{"stale", "1/0", History{Notes: []Note{practice(Note{Stale: open(0)}), practice(Note{Stale: []Span{{ago(9), ago(0)}}}), practice(Note{Stale: open(5), Retired: ago(1)})}}},
		{"reuse", "1/0", History{Notes: []Note{practice(Note{Reused: ago(0)}), practice(Note{Reused: ago(-1)}), practice(Note{})}}},
		{"meetings", "1/0", History{Meetings: []Meeting{{ago(90), false}, {ago(91), true}, {ago(-1), true}}}},
		{"results", "50/2", History{Meetings: []Meeting{{ago(90), false}, {ago(20), true}, {ago(91), false}}}},
		{"results", "-", History{}},
		{"actions_done", "50/2", History{Actions: []Action{{ago(90), time.Time{}, true}, {ago(30), ago(0), false}, {ago(30), ago(-1), false}, {ago(91), ago(80), false}}}},
	} {
		if c.want != "-" || c.measure != "active" && c.measure != "results" {
			c.h.Deeds = append(c.h.Deeds, begun)
		}
		if got := words(c.h.On(boundDay).Of(c.measure)); got != c.want {
			t.Errorf("%s: %s, want %s", c.measure, got, c.want)
		}
	}
}

func words(m Measure) string {
	if !m.Known {
		return "-"
	}
	return fmt.Sprintf("%d/%d", m.Value, m.Of)
}

// A trend is the last four weeks against the four before, and a tenth is no movement.
func TestTrends(t *testing.T) {
	series := func(before, now int) (out []Point) {
		return slices.Concat(many(5, Point{}), many(4, known(before)), many(4, known(now)))
	}
	for _, c := range []struct {
		want Trend
		s    []Point
	}{
		{Steady, series(100, 100)}, {Up, series(89, 100)}, {Steady, series(90, 100)}, {Down, series(100, 89)}, {Steady, series(100, 90)},
		{"", slices.Concat(many(9, Point{}), many(4, known(3)))}, {"", slices.Concat(many(9, known(3)), many(4, Point{}))}, {Up, series(0, 1)},
	} {
		if got := trendOf(c.s); got != c.want {
			t.Errorf("%v goes %q, want %q", c.s[5:], got, c.want)
		}
	}
}
