package note

import (
	"path"
	"slices"
	"strings"
)

// site follows a link from the root: of the repository, as git hosts read it, or of the site
// that the notes are published on, of whose folders some may not be ours.
func (t trail) site(dest string) Place {
	clean := strings.TrimPrefix(path.Clean(dest), "/")
	if strings.HasPrefix(clean, Root) {
		if p := t.near(trimExt(clean)); p.Leads == ToNote || isPage(clean) {
			return p
		}
	}
	if !isPage(clean) && path.Ext(clean) != "" {
		return t.siteFile(clean)
	}
	text := trimExt(clean)
	found := t.Shelf.Named(NameKey(text))
	for _, step := range siteSteps(text) {
		if p, ok := t.choose(found, step.by, step.fits); ok {
			p.Others = nil
			return p
		}
	}
	if top, _, deep := strings.Cut(text, "/"); deep && t.knows(Root+top) {
		a, _ := AddressOf(Root + text + dotMD)
		return Place{Leads: Nowhere, Note: a, File: Root + text}
	}
	return Place{}
}

// siteSteps are the ways in which a path of a site may mean a note, the surest first: the two
// are the same, the path is the end of what the note is called, and the other way round.
func siteSteps(text string) []siteStep {
	var out []siteStep
	for _, like := range []func(name string) bool{
		func(name string) bool { return strings.EqualFold(name, text) },
		func(name string) bool { return hasTail(name, text) },
		func(name string) bool { return hasTail(text, name) },
	} {
		for i, names := range [...]func(Named) []string{Named.pages, Named.folders, Named.former} {
			by := [...]By{BySite, BySite, ByFormer}[i]
			out = append(out, siteStep{by, func(n Named) bool { return slices.ContainsFunc(names(n), like) }})
		}
	}
	return out
}

type siteStep struct {
	by   By
	fits func(Named) bool
}

// pages, folders and former are the paths under which a site has a note.
func (n Named) pages() []string { return []string{string(n.Address), n.plainAddress()} }

func (n Named) folders() []string {
	if isFolderPage(n.plainSlug()) {
		return []string{n.Address.Topic()}
	}
	return nil
}

func (n Named) former() []string {
	out := make([]string, len(n.Aliases))
	for i, alias := range n.Aliases {
		out[i] = trimExt(strings.Trim(alias, "/"))
	}
	return out
}

// hasTail reports whether a path ends in another, in whole elements.
func hasTail(long, tail string) bool {
	return tail != "" && len(long) > len(tail) && long[len(long)-len(tail)-1] == '/' && strings.EqualFold(long[len(long)-len(tail):], tail)
}

func (t trail) siteFile(clean string) Place {
	for _, folder := range [...]string{"", Root, "static/", "public/", "assets/"} {
		if t.file(folder + clean) {
			return Place{Leads: ToFile, File: folder + clean}
		}
	}
	if top, _, deep := strings.Cut(clean, "/"); deep && t.knows(Root+top) {
		return Place{Leads: Nowhere, File: Root + clean}
	}
	return Place{}
}
