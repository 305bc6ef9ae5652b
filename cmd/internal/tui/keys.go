package tui

import "strings"

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
	everyPerson
	askWhom
	share
	syncAll
	copyAddress
	copyLink
	openWeb
	refresh
	toReviews
	nextView
	prevView
	nextChange
	prevChange
	commentHere
	suggestHere
	judgeIt
	mergeIt
	pageIt
	editOffered
	takeSuggested
	findHere
	prevMatch
	wider
	takeOver
)

// screens are where a person is, or may be, as a set.
type screens uint

// The screens.
const (
	atHome screens = 1 << iota
	atPool
	atNote
	atReview                              // its queue
	atChange                              // a contribution that is read
	everywhere = atHome | atPool | atNote // where there is a note to act on
	anywhere   = everywhere | atReview | atChange
)

// binding is one line of the key map.
type binding struct {
	act   action
	keys  []string // as bubbletea names them; the first is the one to show
	does  string   // for the help
	brief string   // for the footer, "" leaves it out
	where screens
}

// keyMap is every key of the three screens: footer, help and dispatch are made
// from it. The footer shows as many briefs as fit, in this order.
type keyMap []binding

func keys() keyMap {
	return keyMap{
		{open, []string{"enter"}, "open the note", "open", atHome | atPool},
		{open, []string{"enter"}, "open the contribution", "open", atReview},
		{nextChange, []string{"]"}, "next change", "change", atChange},
		{prevChange, []string{"["}, "previous change", "", atChange},
		{commentHere, []string{"c"}, "comment on the sentence, or answer what was said", "comment", atChange},
		{judgeIt, []string{"v"}, "send your verdict and your comments", "verdict", atChange},
		{suggestHere, []string{"s"}, "suggest other words for it", "suggest", atChange},
		{editOffered, []string{"e"}, "edit the note you offer", "", atChange},
		{takeSuggested, []string{"a"}, "take what others suggest into your contribution", "", atChange},
		{mergeIt, []string{"m"}, "accept the contribution", "accept", atChange},
		{nextView, []string{"tab"}, "as one reads it, by words, by lines", "view", atChange},
		{prevView, []string{"shift+tab"}, "the view before", "", atChange},
		{pageIt, []string{"o"}, "open its page on the web", "", atChange},
		{filter, []string{"/"}, "search the pool as you type", "search", anywhere &^ atNote},
		{wider, []string{"E", "ctrl+o"}, "search every pool you know, or this one again", "", atHome | atPool},
		{takeOver, []string{"T"}, "take another pool's note over into this one", "", everywhere},
		{findHere, []string{"/"}, "search in this note; n and N go to the next match and to the one before", "search", atNote},
		{prevMatch, []string{"N"}, "the match before", "", atNote},
		{open, []string{"enter"}, "follow the link", "follow", atNote},
		{nextLink, []string{"tab"}, "next link or entry", "link", atNote},
		{prevLink, []string{"shift+tab"}, "previous link or entry", "", atNote},
		{backward, []string{"backspace"}, "back to where you came from", "back", atNote},
		{newNote, []string{"n"}, "write a new note", "new", anywhere &^ atNote},
		{editNote, []string{"e"}, "edit the note", "edit", atHome | atPool},
		{tryNote, []string{"t"}, "say how it went when you tried it", "tried", everywhere},
		{answerNote, []string{"a"}, "answer the question, or comment on the note", "answer", everywhere},
		{replyEntry, []string{"r"}, "reply to the chosen entry, or comment on the note", "reply", atNote},
		{acceptEntry, []string{"A"}, "accept the chosen answer", "accept", atNote},
		{editNote, []string{"e"}, "edit the note", "edit", atNote},
		{newNote, []string{"n"}, "write a new note, or go to the next match of a search", "", atNote},
		{share, []string{"s"}, "share your drafts", "share", everywhere},
		{syncAll, []string{"S"}, "exchange everything with the others", "sync", anywhere},
		{help, []string{"?"}, "all keys", "keys", anywhere},
		{quit, []string{"q", "ctrl+c"}, "leave", "quit", anywhere},
		{command, []string{":"}, "run any command", "command", anywhere},
		{copyAddress, []string{"y"}, "copy the address", "copy", everywhere},
		{copyLink, []string{"Y"}, "copy a link to paste into another note", "", everywhere},
		{openWeb, []string{"o"}, "open it on the web", "web", everywhere},
		{verifyNote, []string{"v"}, "say that the note is still true", "", everywhere},
		{retireNote, []string{"R"}, "take the note out of use", "", everywhere},
		{staleQueue, []string{"V"}, "list what asks to be verified", "", everywhere},
		{askWhom, []string{"w"}, "whom to ask about it", "", everywhere},
		{everyPerson, []string{"P"}, "who is here", "", anywhere},
		{refresh, []string{"ctrl+r"}, "look at the files again", "", anywhere},
		{refresh, []string{"r"}, "look at the files again", "", atHome | atPool},
		{facets, []string{"f"}, "choose topics, types and tags", "topics", atPool},
		{outline, []string{"O"}, "jump to a heading", "outline", atNote},
		{nextHeading, []string{"]"}, "next heading", "", atNote},
		{prevHeading, []string{"["}, "previous heading", "", atNote},
		{nextPane, []string{"tab"}, "next pane", "", atPool},
		{prevPane, []string{"shift+tab"}, "previous pane", "", atPool},
		{nextPane, []string{"tab"}, "next section", "", atHome},
		{prevPane, []string{"shift+tab"}, "previous section", "", atHome},
		{toHome, []string{"1"}, "home", "", anywhere},
		{toPool, []string{"2"}, "the pool", "", anywhere},
		{toReviews, []string{"4"}, "what is in review", "", anywhere},
		{toNote, []string{"3"}, "the note that was read last", "", anywhere},
		{down, []string{"j", "down", "ctrl+n"}, "down", "", anywhere},
		{up, []string{"k", "up", "ctrl+p"}, "up", "", anywhere},
		{first, []string{"g", "home"}, "to the top", "", anywhere},
		{last, []string{"G", "end"}, "to the end", "", anywhere},
		{pageDown, []string{"pgdown", " ", "ctrl+f"}, "a page down", "", anywhere},
		{pageUp, []string{"pgup", "ctrl+b"}, "a page up", "", anywhere},
		{halfDown, []string{"ctrl+d"}, "half a page down", "", anywhere},
		{halfUp, []string{"ctrl+u"}, "half a page up", "", anywhere},
		{back, []string{"esc"}, "one level back", "", anywhere},
		{suspend, []string{"ctrl+z"}, "to the shell for a while; fg returns", "", anywhere},
	}
}

// lookup is what a key does at a place.
func (m keyMap) lookup(at screens, key string) action {
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
func (m keyMap) footer(at screens, l styles, width int) string {
	var hints []hint
	for _, e := range m {
		if e.where&at != 0 && e.brief != "" {
			hints = append(hints, hint{keyName(e.keys[0]), e.brief, e.act == help})
		}
	}
	return l.hints(width, hints...)
}
