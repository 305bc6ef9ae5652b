package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A collection is questions with judged answers: docs.jsonl {id, title, body}, queries.tsv
// (number, text) and qrels.tsv (number, id, grade).
type collection struct {
	name      string
	docs      []judged
	questions []question
}

type judged struct{ ID, Title, Body string }

type question struct {
	words  []string
	grades map[string]int
}

// merit is how well a search answered: means over all questions.
type merit struct{ ndcg, precision, unanswered float64 }

// measureAnswers asks the questions of the collections in a folder, each as a person would
// type it, and prints how well cop and plain bm25 order the answers.
func measureAnswers(o options) error {
	dirs, err := filepath.Glob(filepath.Join(o.answers, "*", "docs.jsonl"))
	if err != nil {
		return err
	}
	if len(dirs) == 0 {
		return fmt.Errorf("no folder in %s has a docs.jsonl", o.answers)
	}
	tmp, err := os.MkdirTemp("", "cop-answers-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	b := &bench{options: o, dir: tmp, cop: filepath.Join(tmp, "cop")}
	if err := b.build(); err != nil {
		return fmt.Errorf("build cop: %w", err)
	}
	fmt.Printf("%-12s %6s %9s %8s %6s %10s %8s %6s\n", "set", "notes", "questions", "nDCG@10", "MAP", "unanswered", "× bm25", "× MAP")
	for _, file := range dirs {
		c, err := readCollection(filepath.Dir(file))
		if err != nil {
			return err
		}
		ours, err := b.ask(c)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		plain := c.judge(newBM25(c.docs).find)
		fmt.Printf("%-12s %6d %9d %8.3f %6.3f %9.0f%% %8.2f %6.2f\n", c.name, len(c.docs), len(c.questions),
			ours.ndcg, ours.precision, 100*ours.unanswered, ours.ndcg/plain.ndcg, ours.precision/plain.precision)
	}
	return nil
}

func readCollection(dir string) (*collection, error) {
	c := &collection{name: filepath.Base(dir)}
	err := eachLine(filepath.Join(dir, "docs.jsonl"), func(line string) error {
		var d judged
		err := json.Unmarshal([]byte(line), &d)
		c.docs = append(c.docs, d)
		return err
	})
	at := map[string]int{}
	word := regexp.MustCompile(`[\p{L}\p{N}_'-]+`)
	err = errors.Join(err, eachLine(filepath.Join(dir, "queries.tsv"), func(line string) error {
		number, text, _ := strings.Cut(line, "\t")
		at[number] = len(c.questions)
		words := slices.DeleteFunc(word.FindAllString(text, -1), func(w string) bool { return strings.Trim(w, "-'") == "" })
		c.questions = append(c.questions, question{words, map[string]int{}})
		return nil
	}))
	return c, errors.Join(err, eachLine(filepath.Join(dir, "qrels.tsv"), func(line string) error {
		var number, id string
		var grade int
		if _, err := fmt.Sscan(line, &number, &id, &grade); err != nil {
			return err
		}
		if i, ok := at[number]; ok {
			c.questions[i].grades[id] = grade
		}
		return nil
	}))
}

func eachLine(file string, f func(string) error) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		if err := f(lines.Text()); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return lines.Err()
}

// ask makes a pool of a collection and asks cop.
func (b *bench) ask(c *collection) (merit, error) {
	b.pool = filepath.Join(b.dir, "pool-"+c.name)
	for _, d := range c.docs {
		if err := write(b.pool, "practices/"+d.ID+".md", "# "+d.Title+"\n\n"+d.Body+"\n"); err != nil {
			return merit{}, err
		}
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"commit", "-q", "-m", "Notes"}} {
		if err := b.git(append([]string{"-C", b.pool}, args...)...); err != nil {
			return merit{}, err
		}
	}
	var failed error
	m := c.judge(func(words []string) []string {
		cmd := exec.Command(b.cop, append([]string{"-C", b.pool, "find", "--limit", "100", "--json=address", "--"}, words...)...)
		cmd.Env = b.environ()
		out, err := cmd.Output()
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 3) {
			failed = cmp.Or(failed, err)
		}
		var hits []struct{ Address string }
		if len(out) > 0 {
			failed = cmp.Or(failed, json.Unmarshal(out, &hits))
		}
		ids := make([]string, len(hits))
		for i, h := range hits {
			ids[i] = h.Address
		}
		return ids
	})
	return m, failed
}

// judge asks every question.
func (c *collection) judge(find func([]string) []string) (m merit) {
	for _, q := range c.questions {
		ids := find(q.words)
		m.ndcg += gain(ids, q.grades)
		m.precision += precision(ids, q.grades)
		if len(ids) == 0 {
			m.unanswered++
		}
	}
	n := float64(max(1, len(c.questions)))
	return merit{m.ndcg / n, m.precision / n, m.unanswered / n}
}

// gain is the normalised discounted cumulative gain of the first ten.
func gain(ids []string, grades map[string]int) float64 {
	value := func(grade, rank int) float64 { return (math.Exp2(float64(grade)) - 1) / math.Log2(float64(rank+2)) }
	var got, best float64
	for i, id := range ids[:min(10, len(ids))] {
		got += value(grades[id], i)
	}
	all := make([]int, 0, len(grades))
	for _, g := range grades {
		all = append(all, -g)
	}
	slices.Sort(all)
	for i, g := range all[:min(10, len(all))] {
		best += value(-g, i)
	}
	if best == 0 {
		return 0
	}
	return got / best
}

// precision is the average precision.
func precision(ids []string, grades map[string]int) float64 {
	hits, sum := 0.0, 0.0
	for i, id := range ids {
		if _, ok := grades[id]; ok {
			hits++
			sum += hits / float64(i+1)
		}
	}
	return sum / float64(max(1, len(grades)))
}
