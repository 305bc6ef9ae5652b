package pool

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// What a contribution says of itself to those who review it.

// retitled is a title that cop made, with a note's new title in it; "" for any other title.
//
// Example: `Add "Hot cache" and 2 more` with Hot cache → Warm cache is `Add "Warm cache" and 2 more`.
func retitled(title, old, now string) string {
	for _, verb := range verbs {
		if rest, ok := strings.CutPrefix(title, verb+` "`+old+`"`); ok {
			return verb + ` "` + now + `"` + rest
		}
	}
	return ""
}

// titlesBy are the titles of changed notes, by path.
func (p *Pool) titlesBy(files []repo.Change) map[string]string {
	out := map[string]string{}
	for _, f := range files {
		id := f.After
		if id.Hash == "" || !strings.HasSuffix(f.Path, ".md") {
			continue
		}
		if b, err := p.repo.ReadBlob(id.Hash); err == nil {
			out[f.Path] = note.Clean(note.Parse(f.Path, b).Title)
		}
	}
	return out
}

// proposal says what is offered. Of a contribution that is reviewed already only what the
// user says anew changes.
func (p *Pool) proposal(ctx context.Context, c Contribution, o ShareOptions) forge.Proposal {
	prop := forge.Proposal{
		Branch: forge.Branch(c.Branch), Head: forge.Commit(c.Head), Base: forge.Branch(p.trunk.branch),
		Title: o.Title, Body: o.Body, Draft: o.Draft, Reviewers: p.reviewers(ctx, c.paths()),
	}
	if c.Review != nil {
		if prop.Title == "" {
			prop.Title = c.Review.Title
		}
		if prop.Body == "" {
			prop.Body = c.Review.Body
		}
		return prop
	}
	if prop.Title == "" {
		prop.Title = c.Title
	}
	if prop.Body == "" {
		prop.Body = p.introduce(c)
	}
	return prop
}

func (c Contribution) paths() []string {
	var out []string
	for _, f := range c.files {
		out = append(out, f.Path)
	}
	return out
}

// mostReviewers is how many people are asked at once; GitHub takes fifteen.
const mostReviewers = 15

// reviewers are the stewards of files, but for the user and for those that only an e-mail
// address names.
func (p *Pool) reviewers(ctx context.Context, paths []string) []forge.Login {
	me, _ := p.Me()
	var login forge.Login
	if p.conn != nil {
		login = p.conn.login
	}
	stewards := p.stewards()
	var out []forge.Login
	for _, path := range paths {
		for _, name := range stewards(path) {
			who := forge.Login(name)
			if strings.Contains(name, "@") || p.spokeAs(ctx, me, note.HandleFrom(name)) || strings.EqualFold(name, string(login)) || slices.Contains(out, who) {
				continue
			}
			out = append(out, who)
		}
	}
	return out[:min(len(out), mostReviewers)]
}

// introduce is what reviewers read first: what a note says it is, and what changes.
func (p *Pool) introduce(c Contribution) string {
	var about, list []string
	for _, n := range p.reviewedNotes(c.files) {
		name, title := n.Path, ""
		if n.Address != "" && n.Change != Removed {
			if text, err := p.textOf(n.Path, n.After); err == nil {
				parsed := note.Parse(n.Path, text)
				title = note.Clean(parsed.Title)
				if words := note.Clean(parsed.Description); words != "" {
					about = append(about, words)
				}
			}
			name = string(n.Address)
		}
		line := fmt.Sprintf("- %s `%s`", n.Change, note.Clean(name))
		if title != "" {
			line += ": " + title
		}
		list = append(list, line)
	}
	if len(about) == 1 {
		return about[0] + "\n\n" + strings.Join(list, "\n")
	}
	return strings.Join(list, "\n")
}

// textOf is a version of a file, stored or still only in the working files.
func (p *Pool) textOf(path string, id repo.FileID) ([]byte, error) {
	text, err := p.repo.ReadBlob(id.Hash)
	if err == nil {
		return text, nil
	}
	now, working := p.workingID(path)
	if working != nil || !same(now, id) {
		return nil, err
	}
	return p.stored(path)
}
