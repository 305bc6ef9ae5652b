package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Words of which only some mean something – types, states, people – are refused with the
// nearest that does.

// unknownWord refuses a word and offers the nearest.
func unknownWord(what, typed string, known []string) error {
	all := what + "s: " + strings.Join(known, ", ")
	if near := pool.Nearest(typed, known); len(near) > 0 {
		all = "did you mean " + strings.Join(near, " or ") + "? " + all
	}
	return &usageError{msg: fmt.Sprintf("there is no %s %q", what, note.Clean(typed)), hint: all}
}

// typesKnown are those with a template and those in use, sorted.
func typesKnown(ctx context.Context, p *pool.Pool) ([]string, error) {
	counts, err := p.Values(ctx, "type")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, t := range p.Templates() {
		out = append(out, string(t))
	}
	for _, t := range counts {
		out = append(out, note.Clean(t.Value))
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(t string) bool { return t == "" }), nil
}

// maturities are what reports make of a practice, least first.
func maturities() []string { return []string{pool.Untried, pool.Emerging, pool.Promising, pool.Proven} }

// known checks the facets of a search that only some words can be.
func (o findOptions) known(ctx context.Context, p *pool.Pool) error {
	if len(o.types) > 0 {
		types, err := typesKnown(ctx, p)
		if err != nil {
			return err
		}
		if err := eachOf("type", o.types, types); err != nil {
			return err
		}
	}
	if err := eachOf("maturity", o.maturities, append(maturities(), "contested")); err != nil {
		return err
	}
	for _, a := range o.authors {
		if err := knownAuthor(ctx, p, a); err != nil {
			return err
		}
	}
	return nil
}

func eachOf(what string, typed, known []string) error {
	for _, t := range typed {
		if !slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, t) }) {
			return unknownWord(what, t, known)
		}
	}
	return nil
}

// knownAuthor refuses an author that no note has and that is no member.
func knownAuthor(ctx context.Context, p *pool.Pool, typed string) error {
	_, err := p.Somebody(ctx, typed)
	if err == nil {
		return nil
	}
	counts, err2 := p.Values(ctx, "author")
	if err2 != nil {
		return err2
	}
	for _, a := range counts {
		if strings.EqualFold(a.Value, typed) {
			return nil
		}
	}
	return err
}

// mistypedType refuses what looks like TYPE "TITLE" and has no such type.
func mistypedType(ctx context.Context, p *pool.Pool, args []string) error {
	if len(args) != 2 || !strings.Contains(strings.TrimSpace(args[1]), " ") || strings.ContainsAny(args[0], " \t") || args[0] != strings.ToLower(args[0]) {
		return nil
	}
	types, err := typesKnown(ctx, p)
	if err != nil {
		return err
	}
	err = unknownWord("type", args[0], types)
	var e *usageError
	if errors.As(err, &e) {
		e.hint += "; a title of several words goes between quotes as a whole"
	}
	return err
}
