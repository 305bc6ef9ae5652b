package forge

import "net/url"

// FilePages are the addresses at which the host shows a file of a repository and lets one
// edit it on a line of its history; "" for both where the host has no pages.
//
// Example: on github.com, guild/pool, main and practices/a.md give
// https://github.com/guild/pool/blob/main/practices/a.md and …/edit/main/practices/a.md.
func (h Host) FilePages(r Remote, line Branch, path string) (view, edit string) {
	var show, change string
	switch h.Kind {
	case GitHub:
		show, change = "/blob/", "/edit/"
	case GitLab:
		show, change = "/-/blob/", "/-/edit/"
	case Gitea, Forgejo:
		show, change = "/src/branch/", "/_edit/"
	default:
		return "", ""
	}
	base := h.Web + "/" + h.repositoryPathOn(r)
	file := (&url.URL{Path: string(line) + "/" + path}).EscapedPath()
	return base + show + file, base + change + file
}
