package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// measureCurve measures a search and an exchange in pools of several sizes, beside rg and
// git, prints them and, on request, draws them.
func measureCurve(o options) error {
	names := []string{"find a common word, 20 best", "sync, nothing to do"}
	points := map[string][]timing{}
	fmt.Printf("%s, medians of %d rounds, in ms\n\n%8s", machine(), o.rounds, "notes")
	for _, n := range names {
		fmt.Printf("  %28s  %9s", n, "reference")
	}
	fmt.Println()
	for field := range strings.SplitSeq(o.curve, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(field))
		if err != nil {
			return fmt.Errorf("%q is no number of notes", field)
		}
		one := o
		one.notes = n
		if o.keep != "" {
			one.keep = filepath.Join(o.keep, strconv.Itoa(n))
			if err := os.MkdirAll(one.keep, 0o755); err != nil {
				return err
			}
		}
		b, done, err := newBench(one)
		if err != nil {
			return err
		}
		fmt.Printf("%8d", b.notes)
		for _, op := range b.operations() {
			for _, name := range names {
				if op.name != name {
					continue
				}
				t, err := b.measure(op)
				if err != nil {
					done()
					return fmt.Errorf("%s: %w", name, err)
				}
				points[name] = append(points[name], t)
				fmt.Printf("  %28.1f  %9.1f", ms(t.cop), ms(t.reference))
			}
		}
		fmt.Println()
		done()
	}
	if o.svg == "" {
		return nil
	}
	return os.WriteFile(o.svg, draw(names, points), 0o644)
}

// draw makes a picture of lines: notes to the right, milliseconds upwards, both linear,
// so that a flat cost of one more note is a straight line.
func draw(names []string, points map[string][]timing) []byte {
	const width, height, left, low = 720, 400, 60, 340
	var notes int
	var top float64
	for _, ts := range points {
		for _, t := range ts {
			notes, top = max(notes, t.notes), max(top, ms(t.cop), ms(t.reference))
		}
	}
	x := func(n int) float64 { return left + float64(n)/float64(notes)*(width-left-20) }
	y := func(v float64) float64 { return low - v/top*(low-30) }
	var s bytes.Buffer
	fmt.Fprintf(&s, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">`+"\n", width, height)
	fmt.Fprintf(&s, `<rect width="%d" height="%d" fill="#fff"/><path d="M%d 20V%dH%d" fill="none" stroke="#444"/>`+"\n", width, height, left, low, width-10)
	for i := 0; i <= 4; i++ {
		v, n := top*float64(i)/4, notes*i/4
		fmt.Fprintf(&s, `<text x="%d" y="%.1f" text-anchor="end">%.0f ms</text><text x="%.1f" y="%d" text-anchor="middle">%d</text>`+"\n", left-6, y(v)+4, v, x(n), low+18, n)
	}
	for i, name := range names {
		colour := []string{"#06c", "#c40"}[i%2]
		for j, side := range []func(timing) float64{func(t timing) float64 { return ms(t.cop) }, func(t timing) float64 { return ms(t.reference) }} {
			var line []string
			for _, t := range points[name] {
				line = append(line, fmt.Sprintf("%.1f,%.1f", x(t.notes), y(side(t))))
			}
			dash, who := "", "cop"
			if j == 1 {
				dash, who = ` stroke-dasharray="5 4"`, []string{"rg -l", "git fetch"}[i%2]
			}
			fmt.Fprintf(&s, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"%s/>`+"\n", strings.Join(line, " "), colour, dash)
			at := left + 10 + (2*i+j)*165
			fmt.Fprintf(&s, `<path d="M%d %dh20" stroke="%s" stroke-width="2"%s/><text x="%d" y="%d">%s</text>`+"\n", at, height-16, colour, dash, at+26, height-12, who+map[bool]string{true: "", false: ": " + strings.SplitN(name, " a", 2)[0]}[j == 1])
		}
	}
	s.WriteString("</svg>\n")
	return s.Bytes()
}
