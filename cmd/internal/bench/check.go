package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// tolerated is how much greater a ratio may be than in the table before: two runs on a quiet
// machine differ by as much.
const tolerated = 1.05

// ratios are what a table says of each operation, by its name.
type ratios map[string]float64

var line = regexp.MustCompile(`(?m)^(\S.*?) {2,}\S.*? +(\d+\.\d+)×`)

// readTable finds the ratios in what an earlier run printed.
func readTable(text string) ratios {
	out := ratios{}
	for _, m := range line.FindAllStringSubmatch(text, -1) {
		if ratio, err := strconv.ParseFloat(m[2], 64); err == nil {
			out[m[1]] = ratio
		}
	}
	return out
}

// worse lists what costs more than before, the worst first, as lines for people.
func (now ratios) worse(before ratios) []string {
	var names []string
	for name, ratio := range now {
		if was, known := before[name]; known && ratio > tolerated*was {
			names = append(names, name)
		}
	}
	grown := func(name string) float64 { return now[name] / before[name] }
	slices.SortFunc(names, func(a, b string) int {
		if grown(a) != grown(b) {
			return int(grown(b)*1e6) - int(grown(a)*1e6)
		}
		return strings.Compare(a, b)
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s: %.2f×, was %.2f× (%+.0f %%)", name, now[name], before[name], 100*(grown(name)-1))
	}
	return names
}

// compare says what got worse since a table was saved, and fails when something did.
func (now ratios) compare(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before := readTable(string(text))
	if len(before) == 0 {
		return fmt.Errorf("%s holds no table of an earlier run", file)
	}
	worse := now.worse(before)
	if len(worse) == 0 {
		fmt.Printf("\nnothing got worse by more than 5 %% since %s\n", file)
		return nil
	}
	fmt.Printf("\nworse by more than 5 %% since %s:\n  %s\n", file, strings.Join(worse, "\n  "))
	return fmt.Errorf("%d got worse", len(worse))
}
