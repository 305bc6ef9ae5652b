package main

import (
	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What programs get from commands that change something and have told a person already.

// told is a result for programs alone.
type told struct{ value any }

// Value is what they get.
func (t told) Value() any { return t.value }

// Text is nothing: it was said.
func (t told) Text(*term.Streams) string { return "" }

// doneJSON is what a command did to the notes; Did is "" when that was nothing.
type doneJSON struct {
	Did     string       `json:"did"`
	Address note.Address `json:"address"`
	To      note.Address `json:"to"`
	Paths   []string     `json:"paths"`
}

// doneOf is what was done to the notes of a pool.
func doneOf(p *pool.Pool) told {
	out := doneJSON{Paths: []string{}}
	for _, d := range p.Did() {
		out.Did, out.Address, out.To = d.Kind, d.Note, d.To
		for _, f := range d.Files {
			out.Paths = append(out.Paths, f.Path)
		}
	}
	return told{out}
}

// withdrawnJSON are the contributions that were taken back.
type withdrawnJSON struct {
	Withdrawn []string `json:"withdrawn"`
}

func withdrawn(names []string, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return told{withdrawnJSON{names}}, nil
}
