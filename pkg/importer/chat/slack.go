// Package chat reads questions and their answers out of the export of a Slack workspace.
//
// A chat is mostly talk: what is taken are threads that ask something and in which somebody
// else replied. What holds: messages lie in files by day, and a thread's replies in those
// of other days, so a channel is read as a whole; private channels and direct messages are
// never taken. It must not know pools.
package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/thread"
	"github.com/breakfast-table/cop/pkg/note"
)

type user struct {
	ID, Name string
	Deleted  bool
	IsBot    bool   `json:"is_bot"`
	RealName string `json:"real_name"`
	Profile  struct {
		RealName    string `json:"real_name"`
		DisplayName string `json:"display_name"`
		Email       string
	}
}

type channel struct {
	ID, Name string
	Private  bool `json:"is_private"`
}

type message struct {
	Type, Subtype, User, Text, TS string
	ThreadTS                      string `json:"thread_ts"`
	BotID                         string `json:"bot_id"`
	Username                      string
	UserProfile                   struct {
		Name     string
		RealName string `json:"real_name"`
	} `json:"user_profile"`
	Reactions []reaction
	Files     []struct {
		Name, Title string
		URL         string `json:"url_private"`
		Permalink   string
	}
}

type reaction struct {
	Name  string
	Users []string
	Count int // Users may be the first of them only
}

// Slack reads the export in a folder: users.json, channels.json, and a folder of days for
// each channel.
func Slack(t *importer.Tree, report thread.Report) iter.Seq2[thread.Question, error] {
	return func(yield func(thread.Question, error) bool) {
		w := workspace{report: report, users: map[string]user{}, channels: map[string]string{}}
		channels, err := w.open(t)
		if err != nil {
			yield(thread.Question{}, err)
			return
		}
		for _, c := range channels {
			threads, err := w.threads(t, c)
			if err != nil {
				yield(thread.Question{}, err)
				return
			}
			for _, q := range threads {
				if !yield(q, nil) {
					return
				}
			}
		}
	}
}

type workspace struct {
	report   thread.Report
	users    map[string]user
	channels map[string]string // names by id
}

// open reads who and what there is, and returns the folders of the public channels.
func (w *workspace) open(t *importer.Tree) ([]string, error) {
	var users []user
	var channels []channel
	if err := load(t, "users.json", &users); err != nil {
		return nil, err
	}
	if err := load(t, "channels.json", &channels); err != nil {
		return nil, err
	}
	for _, u := range users {
		w.users[u.ID] = u
	}
	var public []string
	for _, c := range channels {
		w.channels[c.ID] = c.Name
		if c.Private {
			w.report("private channels are not brought", "#"+c.Name)
			continue
		}
		if t.Has(c.Name) {
			public = append(public, c.Name)
		}
	}
	slices.Sort(public)
	return public, w.closed(t)
}

// closed reports what is there and not for everybody.
func (w *workspace) closed(t *importer.Tree) error {
	for _, name := range []string{"groups.json", "dms.json", "mpims.json"} {
		var list []channel
		if !t.Has(name) {
			continue
		}
		if err := load(t, name, &list); err != nil {
			return err
		}
		for _, c := range list {
			w.report("private channels and direct messages are not brought", first(c.Name, c.ID))
		}
	}
	return nil
}

func load(t *importer.Tree, name string, into any) error {
	f, ok := t.Find(name)
	if !ok {
		return thread.FormatError(name, "it is missing")
	}
	b, err := f.Read()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return thread.FormatError(name, "it is cut off or no file of a Slack export")
	}
	return nil
}

// threads are the questions of a channel.
func (w *workspace) threads(t *importer.Tree, name string) ([]thread.Question, error) {
	var roots []message
	replies := map[string][]message{}
	seen := map[string]bool{}
	for _, day := range t.Below(name) {
		var all []message
		if err := load(t, day.Path, &all); err != nil {
			return nil, err
		}
		for _, m := range all {
			switch {
			case m.TS == "" || seen[m.TS]:
			case m.ThreadTS != "" && m.ThreadTS != m.TS:
				replies[m.ThreadTS] = append(replies[m.ThreadTS], m)
			default:
				roots = append(roots, m)
			}
			seen[m.TS] = true
		}
	}
	var out []thread.Question
	for _, root := range roots {
		if w.asks(root, replies[root.TS], name) {
			out = append(out, w.item(root, replies[root.TS], name))
		}
	}
	for ts, list := range replies {
		if !seen[ts] {
			w.report("replies whose thread is not in the export", "#"+name+" "+list[0].TS)
		}
	}
	return out, nil
}

// asks decides what is worth taking: somebody asks, and somebody else replied.
func (w *workspace) asks(m message, replies []message, name string) bool {
	if m.Subtype != "" || m.BotID != "" || m.Type != "message" {
		return false
	}
	answered := slices.ContainsFunc(replies, func(r message) bool { return r.User != m.User && r.BotID == "" })
	if answered && strings.Contains(m.Text, "?") {
		return true
	}
	if strings.Contains(m.Text, "?") {
		w.report("questions that nobody answered are not brought", "#"+name+": "+title(w.markdown(m.Text)))
	} else {
		w.report("messages that ask nothing are not brought", "#"+name+": "+title(w.markdown(m.Text)))
	}
	return false
}

func (w *workspace) item(root message, replies []message, name string) thread.Question {
	text := w.markdown(root.Text)
	item := thread.Question{
		ID: name + "/" + root.TS, Title: title(text), Topic: name, Created: moment(root.TS),
		Author: w.person(root), Body: text + w.files(root),
	}
	slices.SortStableFunc(replies, func(a, b message) int { return strings.Compare(a.TS, b.TS) })
	counted := []string{reactions("question", root, root.User)}
	for _, r := range replies {
		if r.Subtype != "" && r.Subtype != "thread_broadcast" && r.Subtype != "file_share" || strings.TrimSpace(r.Text) == "" && len(r.Files) == 0 {
			continue
		}
		e := thread.Entry{ID: name + "/" + r.TS, Kind: note.Answer, Author: w.person(r), Created: moment(r.TS), Body: w.markdown(r.Text) + w.files(r)}
		e.Accepted = settled(r, root.User)
		if r.User == root.User && !e.Accepted {
			e.Kind = note.Comment // who asked goes on talking
		}
		item.Entries = append(item.Entries, e)
		counted = append(counted, reactions(string(e.Kind)+" by "+first(e.Author.Name, e.Author.Login, "somebody"), r, root.User))
	}
	item.Body += thread.Foot("Slack, #"+name, reactionsThere(counted)...)
	return item
}

// reactionsThere begins what is known of reactions with what it is; nothing where there are none.
func reactionsThere(counted []string) []string {
	counted = slices.DeleteFunc(counted, func(s string) bool { return s == "" })
	if len(counted) > 0 {
		counted[0] = "Reactions there: " + counted[0]
	}
	return counted
}

// reactions counts those to a message by their names: what nobody dated is no vote. A check mark of
// who asked accepts, and is not counted.
func reactions(of string, m message, asker string) string {
	out := ""
	for _, r := range m.Reactions {
		n := max(r.Count, len(r.Users))
		if r.isCheckBy(asker) {
			n--
		}
		if n > 0 {
			out += fmt.Sprintf(" :%s: %d", strings.Map(inName, r.Name), n)
		}
	}
	if out == "" {
		return ""
	}
	return of + out
}

// inName leaves what names of reactions are made of.
func inName(c rune) rune {
	if unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("+-_", c) {
		return c
	}
	return -1
}

// settled reports whether who asked put a check mark to a reply.
func settled(r message, asker string) bool {
	return slices.ContainsFunc(r.Reactions, func(to reaction) bool { return to.isCheckBy(asker) })
}

func (r reaction) isCheckBy(asker string) bool {
	switch r.Name {
	case "white_check_mark", "heavy_check_mark", "ballot_box_with_check":
		return slices.Contains(r.Users, asker)
	}
	return false
}

// files lists what was attached: it stays in Slack, where one has to sign in for it.
func (w *workspace) files(m message) string {
	var b strings.Builder
	for _, f := range m.Files {
		w.report("files stay in Slack: their addresses ask for a login", first(f.Title, f.Name))
		fmt.Fprintf(&b, "\n\n[%s](%s)", first(f.Title, f.Name), first(f.Permalink, f.URL))
	}
	return b.String()
}

func (w *workspace) person(m message) importer.Person {
	u, known := w.users[m.User]
	if !known {
		return importer.Person{Login: first(m.UserProfile.Name, m.User), Name: first(m.UserProfile.RealName, m.Username)}
	}
	return importer.Person{Login: u.Name, Name: first(u.Profile.RealName, u.RealName, u.Profile.DisplayName), Email: u.Profile.Email}
}

// moment reads the id of a message, which is its time: seconds since 1970, a dot, a number.
func moment(ts string) time.Time {
	seconds, _, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// title is the question in one line: its first line, to its first question mark where that
// is not far.
func title(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	line = strings.TrimSpace(strings.NewReplacer("**", "", "`", "").Replace(line))
	if i := strings.Index(line, "?"); i >= 0 && i < 100 {
		return line[:i+1]
	}
	if r := []rune(line); len(r) > 100 {
		return strings.TrimSpace(string(r[:99])) + "…"
	}
	return line
}

func first(some ...string) string {
	for _, s := range some {
		if s != "" {
			return s
		}
	}
	return ""
}

// Kind is the export of a workspace.
var Kind = importer.Kind{Name: "slack", About: "Slack export: threads that ask and were answered", Recognise: recognise, Open: open}

func recognise(t *importer.Tree) int {
	if t.Has("users.json") && t.Has("channels.json") {
		return 95
	}
	return 0
}

func open(_ context.Context, t *importer.Tree) (importer.Source, error) {
	s, err := thread.Read(strings.ToLower(t.Name), func(r thread.Report) iter.Seq2[thread.Question, error] { return Slack(t, r) })
	if err != nil {
		return nil, err
	}
	var channels []channel
	if err := load(t, "channels.json", &channels); err != nil {
		return nil, err
	}
	s.Home = func(address string) string { return home(address, channels) }
	return s, nil
}

// home reads the address of a message: /archives/C1/p1704190000000100.
func home(address string, channels []channel) string {
	_, rest, ok := strings.Cut(address, ".slack.com/archives/")
	id, ts, _ := strings.Cut(rest, "/p")
	ts, _, _ = strings.Cut(ts, "?")
	if !ok || len(ts) <= 6 {
		return ""
	}
	for _, c := range channels {
		if c.ID == id {
			return c.Name + "/" + ts[:len(ts)-6] + "." + ts[len(ts)-6:]
		}
	}
	return ""
}
