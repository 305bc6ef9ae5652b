package note

import "strings"

// Origin is where a practice was taken over from: a note of another pool, as it was at a commit.
// It is written "ops:oncall/pager@3f2c9e1", under adapted_from.
type Origin struct {
	Pool    string  // what that pool is called in this one: by the charter's upstreams, else by who took it over
	Address Address // there
	At      string  // the commit, "" where it does not say
}

// ReadOrigin reads an adapted_from. ok is false for what names no pool or no note, and for the
// address of a page.
func ReadOrigin(s string) (o Origin, ok bool) {
	pool, rest, found := strings.Cut(strings.TrimSpace(s), ":")
	address, at, _ := strings.Cut(rest, "@")
	o = Origin{Pool: strings.TrimSpace(pool), Address: Address(strings.Trim(strings.TrimSpace(address), "/")), At: strings.TrimSpace(at)}
	isURL := strings.HasPrefix(rest, "//")
	return o, found && !isURL && o.Pool != "" && o.Address != "" && !strings.ContainsAny(o.Pool, "/ ")
}

// HasVersion reports that it says at which commit, by enough of its id to tell it from all others.
func (o Origin) HasVersion() bool {
	return len(o.At) >= 7 && strings.Trim(o.At, "0123456789abcdef") == ""
}

// String is how it is written.
func (o Origin) String() string {
	if o.At == "" {
		return o.Pool + ":" + string(o.Address)
	}
	return o.Pool + ":" + string(o.Address) + "@" + o.At
}

// AdaptedKey is a key like those of links (see [Link.Keys]) by which every note with an adapted_from
// is found.
const AdaptedKey = "adapted_from:"
