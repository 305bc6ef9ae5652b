// Package lifecycle says where a community is in its life and what it may do next: the six stages
// of a community of practice (Cambridge, Kaplan, Suter 2005: Community of Practice Design
// Guide), each with what it is for, what one does in it, and what tells that it is done.
//
// It is pure: counts of a pool and what people ticked go in, a checklist with its evidence comes
// out. No check is about one person, and none ranks anybody. It must not know files or clocks.
package lifecycle

import (
	"fmt"
	"slices"
)

// Names are the stages in their order.
func Names() []string {
	return []string{"inquire", "design", "prototype", "launch", "grow", "sustain"}
}

// Facts are what a pool tells about its community.
type Facts struct {
	Purpose, Audience, WayOfWork bool // the charter says so in words of its own

	Stewards        int // people who look after something
	Topics          int // with at least three notes
	Unowned         int // of those without a steward of their own
	Fragile         int // of those that hang on one person
	Members         int // with a card, or who wrote
	Active          int // wrote in the last 90 days
	Lately          int // in the last 30
	Newcomers       int // members of the last 90 days
	NewcomersWrote  int // of those who wrote
	Stories         int
	Practices       int
	Tried           int // practices that somebody reported on
	Proven          int
	Stale           int
	Retired         int
	Verified        int // practices that somebody verified
	Questions       int
	Unanswered      int
	WaitsDays       int // the unanswered question that waits longest; 0: none
	AnswerDays      int // half of the answers came within; -1: none
	Meetings        int // held
	Planned         int // meetings to come, repeated ones included
	ActionsLate     int
	FromOthers      int // practices taken over from other pools
	UpstreamsNamed  int
	MentoringPairs  int
	ActionsFinished int
}

// Tick is what somebody said about a check that cannot be counted.
type Tick struct{ Check, Words string }

// Check is one line of a checklist.
type Check struct {
	Name     string // a word for the command line: "interviews"
	What     string // what is to be true
	Asked    bool   // people have to say; nothing can be counted
	Done     bool
	Evidence string // what it rests on, also where it is not done
	Act      string // the command that gets nearer; "" where none does
}

// Stage is where a community is.
type Stage struct {
	Name       string
	Purpose    string
	Activities []string
	Checks     []Check
}

// Next is the first check that is not done; ok is false when all are.
func (s Stage) Next() (c Check, ok bool) {
	i := slices.IndexFunc(s.Checks, func(c Check) bool { return !c.Done })
	if i < 0 {
		return Check{}, false
	}
	return s.Checks[i], true
}

// Done counts the checks that hold.
func (s Stage) Done() (n int) {
	for _, c := range s.Checks {
		if c.Done {
			n++
		}
	}
	return n
}

// After is the stage that follows another one, "" for the last. Before the first is the first.
func After(name string) string {
	all := Names()
	i := slices.Index(all, name)
	if i+1 >= len(all) {
		return ""
	}
	return all[i+1]
}

// Of is the stage of a name with its checklist; an unknown name is the first stage.
func Of(name string, f Facts, ticks []Tick) Stage {
	s := Stage{Name: name}
	switch name {
	case "design":
		s.design(f)
	case "prototype":
		s.prototype(f)
	case "launch":
		s.launch(f)
	case "grow":
		s.grow(f)
	case "sustain":
		s.sustain(f)
	default:
		s.Name = "inquire"
		s.inquire(f)
	}
	for i := range s.Checks {
		s.Checks[i].tick(ticks)
	}
	return s
}

func (c *Check) tick(ticks []Tick) {
	for _, t := range ticks {
		if c.Asked && t.Check == c.Name {
			c.Done, c.Evidence = true, t.Words
		}
	}
	if c.Asked && !c.Done {
		c.Evidence = "nobody has said so yet"
		c.Act = "cop charter stage tick " + c.Name + " --message \"…\""
	}
}

func (s *Stage) check(name, what string, done bool, evidence, act string) {
	s.Checks = append(s.Checks, Check{Name: name, What: what, Done: done, Evidence: evidence, Act: act})
}

func (s *Stage) ask(name, what string) {
	s.Checks = append(s.Checks, Check{Name: name, What: what, Asked: true})
}

// words says that the charter has, or lacks, a part.
func words(has bool) string {
	if has {
		return "the charter says so"
	}
	return "the charter has nothing of its own about it"
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

const editCharter = "cop charter --edit"

func (s *Stage) inquire(f Facts) {
	s.Purpose = "Find out who does this work, what they would want from each other, and whether that is enough to begin."
	s.Activities = []string{"Talk with people who do the work.", "Write down in one sentence what they cannot get alone.", "Find one or two who would look after it."}
	s.ask("interviews", "five people who do the work were asked what they miss")
	s.check("purpose", "why we exist is written down", f.Purpose, words(f.Purpose), editCharter)
	s.check("audience", "for whom it is, is written down", f.Audience, words(f.Audience), editCharter)
	s.check("steward", "somebody looks after it", f.Stewards > 0, counted(f.Stewards, "steward", "stewards"), editCharter)
}

func (s *Stage) design(f Facts) {
	s.Purpose = "Agree on what we do together: the questions we care about, how we meet, how a note changes, who looks after what."
	s.Activities = []string{"Choose three topics to begin with.", "Set a rhythm: when, where, how long.", "Decide who says yes to a change, and how soon."}
	s.check("way-of-work", "how we work is written down", f.WayOfWork, words(f.WayOfWork), editCharter)
	s.check("stewards", "two people look after it, so that it does not hang on one", f.Stewards >= 2, counted(f.Stewards, "steward", "stewards"), editCharter)
	s.check("rhythm", "the first meeting has a date", f.Meetings+f.Planned > 0, counted(f.Planned, "meeting planned", "meetings planned"), "cop event new")
	s.check("story", "a story shows what it is about", f.Stories > 0, counted(f.Stories, "story", "stories"), "cop add story")
	s.ask("measures", "we said how we will know that it works")
}

func (s *Stage) prototype(f Facts) {
	s.Purpose = "Try it with a few, on real work, and change what does not fit while that is still easy."
	s.Activities = []string{"Write down what is asked most.", "Answer each question within days.", "Say how it went: tried, worked, failed."}
	s.check("pilot", "three people took part lately", f.Active >= 3, counted(f.Active, "person wrote", "people wrote")+" in 90 days", "cop breakfast --format md")
	s.check("practices", "five practices are written down", f.Practices >= 5, counted(f.Practices, "practice", "practices"), "cop add")
	s.check("answered", "a question was answered", f.Questions > f.Unanswered, counted(f.Questions-f.Unanswered, "question answered", "questions answered"), "cop ask")
	s.check("tried", "a practice was tried by somebody else", f.Tried > 0, counted(f.Tried, "practice tried", "practices tried"), "cop tried ADDR worked")
	s.check("story", "a first story was told", f.Stories > 0, counted(f.Stories, "story", "stories"), "cop add story")
	s.ask("feedback", "those who took part were asked what to change")
}

func (s *Stage) launch(f Facts) {
	s.Purpose = "Open the door: whoever does this work can find it, come in and give something within their first week."
	s.Activities = []string{"Tell people, with one story.", "Greet each newcomer by name.", "Leave no question without an answer."}
	s.ask("announced", "it was made known beyond the pilot")
	s.check("members", "eight people are in", f.Members >= 8, counted(f.Members, "member", "members"), "cop join URL")
	s.check("newcomer", "a newcomer has contributed", f.NewcomersWrote > 0, fmt.Sprintf("%d of %s wrote", f.NewcomersWrote, counted(f.Newcomers, "newcomer", "newcomers")), "cop mentor")
	s.check("answers", "no question waits longer than two weeks", f.WaitsDays <= 14, waits(f), "cop list --type question")
	s.check("meeting", "a meeting was held", f.Meetings > 0, counted(f.Meetings, "meeting held", "meetings held"), "cop event new")
	s.check("proven", "a practice proved itself", f.Proven > 0, counted(f.Proven, "proven practice", "proven practices"), "cop tried ADDR worked")
}

func waits(f Facts) string {
	if f.Unanswered == 0 {
		return "none waits"
	}
	return fmt.Sprintf("the longest waits %s", counted(f.WaitsDays, "day", "days"))
}

func (s *Stage) grow(f Facts) {
	s.Purpose = "Go deeper and wider: more people who know, topics that do not hang on one of them, practices that hold elsewhere, too."
	s.Activities = []string{"Pair those who know with those who want to.", "Give each topic a second person.", "Bring practices to proof, and learn from other communities."}
	s.check("active", "a third of the members took part lately", 3*f.Lately >= f.Members && f.Members > 0, fmt.Sprintf("%d of %d in 30 days", f.Lately, f.Members), "cop breakfast --format md")
	s.check("answer-time", "half of the questions have an answer within a week", f.AnswerDays >= 0 && f.AnswerDays <= 7, answers(f), "cop list --type question")
	s.check("fragile", "no topic hangs on one person", f.Fragile == 0, fmt.Sprintf("%d of %s does", f.Fragile, counted(f.Topics, "topic", "topics")), "cop health")
	s.check("owned", "each topic has a steward of its own", f.Unowned == 0, fmt.Sprintf("%d of %s without", f.Unowned, counted(f.Topics, "topic", "topics")), editCharter)
	s.check("proven", "three practices proved themselves", f.Proven >= 3, counted(f.Proven, "proven practice", "proven practices"), "cop tried ADDR worked")
	s.check("mentoring", "somebody learns from somebody", f.MentoringPairs > 0, counted(f.MentoringPairs, "pair", "pairs"), "cop mentor match")
}

func answers(f Facts) string {
	if f.AnswerDays < 0 {
		return "none was answered"
	}
	return fmt.Sprintf("half within %s", counted(f.AnswerDays, "day", "days"))
}

func (s *Stage) sustain(f Facts) {
	s.Purpose = "Keep it true and alive: what is written still holds, what had its day is retired, and those who look after it change."
	s.Activities = []string{"Look again at what is used most.", "Retire what nobody needs.", "Hand over stewardship before somebody tires.", "Learn from other communities, and give back."}
	s.check("stale", "at most a tenth of the practices asks to be looked at", 10*f.Stale <= f.Practices, fmt.Sprintf("%d of %s", f.Stale, counted(f.Practices, "practice", "practices")), "cop stale")
	s.check("retired", "what had its day was retired", f.Retired > 0, counted(f.Retired, "note retired", "notes retired"), "cop retire ADDR")
	s.check("actions", "what meetings agreed on gets done", f.ActionsLate == 0, counted(f.ActionsLate, "action late", "actions late"), "cop actions")
	s.check("others", "practices come from other communities, too", f.FromOthers > 0, counted(f.FromOthers, "practice taken over", "practices taken over"), "cop pool add URL")
	s.ask("handover", "who looks after it was asked whether they want to go on")
}
