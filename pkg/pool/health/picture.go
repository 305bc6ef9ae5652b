package health

import (
	"fmt"
	"html"
	"strings"
)

// Spark is a series as a line of characters, a week each: the lowest bar is the least, the
// highest the most, and · a week with nothing to measure. Equal numbers are low bars when they
// are zero, else middle ones.
func Spark(series []Point) string {
	bars := []rune("▁▂▃▄▅▆▇█")
	low, high := span(series)
	var b strings.Builder
	for _, p := range series {
		switch {
		case !p.Known:
			b.WriteRune('·')
		case high == low && high > 0:
			b.WriteRune(bars[len(bars)/2])
		case high == low:
			b.WriteRune(bars[0])
		default:
			b.WriteRune(bars[(p.Value-low)*(len(bars)-1)/(high-low)])
		}
	}
	return b.String()
}

// span are the least and the most of what is known, with zero as the floor.
func span(series []Point) (low, high int) {
	for _, p := range series {
		if p.Known {
			high = max(high, p.Value)
		}
	}
	return 0, high
}

// Words are the number with what it counts: "5 people", "40 %", "none".
func (m Measure) Words() string {
	switch {
	case !m.Known:
		return "nothing to measure"
	case m.Unit == "percent":
		return fmt.Sprintf("%d %% of %d", m.Value, m.Of)
	case m.Unit == "people":
		return People(m.Value)
	case m.Unit == "topics":
		return fmt.Sprintf("%d of %s", m.Value, counted(m.Of, "topic"))
	}
	return counted(m.Value, strings.TrimSuffix(m.Unit, "s"))
}

// Tendency is where it goes and what to think of it, in a word or two: "up", "down – not good".
func (m Measure) Tendency() string {
	good := m.Trend == Up && m.Better == More || m.Trend == Down && m.Better == Less
	bad := m.Trend == Up && m.Better == Less || m.Trend == Down && m.Better == More
	switch {
	case good:
		return string(m.Trend) + ", good"
	case bad:
		return string(m.Trend) + ", look"
	}
	return string(m.Trend)
}

// The picture: measures in two columns, each a title, its number, and thirteen weeks as bars.
const (
	cellWide, cellHigh = 360, 64
	barWide, barHigh   = 9, 36
	perRow             = 2
	barsAt             = cellWide - (barWide+2)*Points - 12
)

// SVG is the report as a picture that needs nothing else and takes on the colour of what is
// around it. The same report gives the same bytes.
func (r Report) SVG() string {
	rows := (len(r.Measures) + perRow - 1) / perRow
	wide, high := cellWide*perRow, cellHigh*rows
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" fill="currentColor" font-family="sans-serif" font-size="13">`+"\n", wide, high, wide, high)
	fmt.Fprintf(&b, "<title>How the community was doing in the thirteen weeks until %s</title>\n", r.Day.Format("2 January 2006"))
	for i, m := range r.Measures {
		fmt.Fprintf(&b, `<g transform="translate(%d %d)">`, i%perRow*cellWide, i/perRow*cellHigh)
		fmt.Fprintf(&b, `<title>%s</title><text x="8" y="22">%s</text><text x="8" y="42" fill-opacity=".7">%s</text>`,
			html.EscapeString(m.Definition), html.EscapeString(m.Title), html.EscapeString(m.Words()))
		bars(&b, m.Series)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func bars(b *strings.Builder, series []Point) {
	_, high := span(series)
	for i, p := range series {
		if !p.Known {
			continue
		}
		tall := 1
		if high > 0 {
			tall = max(1, p.Value*barHigh/high)
		}
		faint := ""
		if i < len(series)-1 {
			faint = ` fill-opacity=".5"`
		}
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d"%s/>`, barsAt+i*(barWide+2), 10+barHigh-tall, barWide, tall, faint)
	}
}
