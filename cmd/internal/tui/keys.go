package tui

import (
	"strings"
	"unicode/utf8"
)

// action is something a key does.
type action int

// The actions. none is the zero value: the key does nothing here.
const (
	none action = iota
	up
	down
	first
	last
	pageUp
	pageDown
	halfUp
	halfDown
	open
	back
	backward
	quit
	suspend
	filter
	help
	command
	toHome
	toPool
	toNote
	nextPane
	prevPane
	nextLink
	prevLink
	nextHeading
	prevHeading
	outline
	facets
	newNote
	editNote
	tryNote
	answerNote
	replyEntry
	acceptEntry
	verifyNote
	retireNote
	staleQueue
	share
	syncAll
	copyAddress
	copyLink
	openWeb
	refresh
)

// place is where a person is; places combine as a set.
type place uint

// The places.
const (
	atHome place = 1 << iota
	atPool
	atNote
	everywhere = atHome | atPool | atNote
)

// binding is one line of the key map.
type binding struct {
	act   action
	keys  []string // as bubbletea names them; the first is the one to show
	does  string   // for the help
	brief string   // for the footer, "" leaves it out
	where place
}

// keyMap is every key of the three screens: footer, help and dispatch are made
// from it. The footer shows as many briefs as fit, in this order.
type keyMap []binding

func keys() keyMap {
	return keyMap{
		{open, []string{"enter"}, "open the note", "open", atHome | atPool},
		{filter, []string{"/"}, "search the pool as you type", "search", everywhere},
		{open, []string{"enter"}, "follow the link", "follow", atNote},
		{nextLink, []string{"tab"}, "next link or entry", "link", atNote},
		{prevLink, []string{"shift+tab"}, "previous link or entry", "", atNote},
		{backward, []string{"backspace"}, "back to where you came from", "back", atNote},
		{newNote, []string{"n"}, "write a new note", "new", everywhere},
		{editNote, []string{"e"}, "edit the note", "edit", everywhere},
		{tryNote, []string{"t"}, "say how it went when you tried it", "tried", everywhere},
		{answerNote, []string{"a"}, "answer the question, or comment on the note", "answer", everywhere},
		{replyEntry, []string{"r"}, "reply to the chosen entry, or comment on the note", "reply", atNote},
		{acceptEntry, []string{"A"}, "accept the chosen answer", "accept", atNote},
		{share, []string{"s"}, "share your drafts", "share", everywhere},
		{syncAll, []string{"S"}, "exchange everything with the others", "sync", everywhere},
		{help, []string{"?"}, "all keys", "keys", everywhere},
		{quit, []string{"q", "ctrl+c"}, "leave", "quit", everywhere},
		{command, []string{":"}, "run any command", "command", everywhere},
		{copyAddress, []string{"y"}, "copy the address", "copy", everywhere},
		{copyLink, []string{"Y"}, "copy a link to paste into another note", "", everywhere},
		{openWeb, []string{"o"}, "open it on the web", "web", everywhere},
		{verifyNote, []string{"v"}, "say that the note is still true", "", everywhere},
		{retireNote, []string{"R"}, "take the note out of use", "", everywhere},
		{staleQueue, []string{"V"}, "list what asks to be verified", "", everywhere},
		{refresh, []string{"ctrl+r"}, "look at the files again", "", everywhere},
		{refresh, []string{"r"}, "look at the files again", "", atHome | atPool},
		{facets, []string{"f"}, "choose topics, types and tags", "topics", atPool},
		{outline, []string{"O"}, "jump to a heading", "outline", atNote},
		{nextHeading, []string{"]"}, "next heading", "", atNote},
		{prevHeading, []string{"["}, "previous heading", "", atNote},
		{nextPane, []string{"tab"}, "next pane", "", atPool},
		{prevPane, []string{"shift+tab"}, "previous pane", "", atPool},
		{nextPane, []string{"tab"}, "next section", "", atHome},
		{prevPane, []string{"shift+tab"}, "previous section", "", atHome},
		{toHome, []string{"1"}, "home", "", everywhere},
		{toPool, []string{"2"}, "the pool", "", everywhere},
		{toNote, []string{"3"}, "the note that was read last", "", everywhere},
		{down, []string{"j", "down", "ctrl+n"}, "down", "", everywhere},
		{up, []string{"k", "up", "ctrl+p"}, "up", "", everywhere},
		{first, []string{"g", "home"}, "to the top", "", everywhere},
		{last, []string{"G", "end"}, "to the end", "", everywhere},
		{pageDown, []string{"pgdown", " ", "ctrl+f"}, "a page down", "", everywhere},
		{pageUp, []string{"pgup", "ctrl+b"}, "a page up", "", everywhere},
		{halfDown, []string{"ctrl+d"}, "half a page down", "", everywhere},
		{halfUp, []string{"ctrl+u"}, "half a page up", "", everywhere},
		{back, []string{"esc"}, "one level back", "", everywhere},
		{suspend, []string{"ctrl+z"}, "to the shell for a while; fg returns", "", everywhere},
	}
}

// lookup is what a key does at a place.
func (m keyMap) lookup(at place, key string) action {
	for _, b := range m {
		if b.where&at == 0 {
			continue
		}
		for _, k := range b.keys {
			if k == key {
				return b.act
			}
		}
	}
	return none
}

// label names the keys of a binding: "j ↓ ctrl+n".
func (b binding) label() string {
	names := make([]string, len(b.keys))
	for i, k := range b.keys {
		names[i] = keyName(k)
	}
	return strings.Join(names, " ")
}

// keyName is how a key is shown to people.
func keyName(k string) string {
	switch k {
	case " ":
		return "space"
	case "up":
		return "↑"
	case "down":
		return "↓"
	}
	return k
}

// footer is the keys of a place with their briefs, as many as fit into width;
// the one for all keys is always among them.
func (m keyMap) footer(at place, l look, width int) string {
	var parts []string
	room := width
	for _, e := range m {
		if e.act == help {
			room -= e.briefWidth() + 2
		}
	}
	for _, e := range m {
		if e.where&at == 0 || e.brief == "" {
			continue
		}
		if e.act != help {
			if e.briefWidth() > room {
				continue
			}
			room -= e.briefWidth() + 2
		}
		parts = append(parts, l.accent(keyName(e.keys[0]))+" "+l.muted(e.brief))
	}
	return strings.Join(parts, "  ")
}

func (b binding) briefWidth() int {
	return utf8.RuneCountInString(keyName(b.keys[0])) + 1 + len(b.brief)
}
