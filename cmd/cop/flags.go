package main

import "github.com/spf13/pflag"

// One thing is spelled one way on every command. What was spelled otherwise once keeps
// working, unseen.

// textFlag is the text of whatever a command writes: -m, --message. Once some said --body.
func textFlag(f *pflag.FlagSet, into *string, about string) {
	f.StringVarP(into, "message", "m", "", about)
	f.StringVarP(into, "body", "b", "", about)
	hide(f, "body")
}

// cardFlags are the two parts of a card that a newcomer is asked for.
func cardFlags(f *pflag.FlagSet, does, askMe *string) {
	f.StringVar(does, "does", "", "for your card: what you do, in a `TEXT` that a newcomer understands")
	f.StringVar(askMe, "ask-me", "", "for your card: what you are glad to be asked about, as `TEXT`")
	f.StringVar(does, "what-i-do", "", "")
	f.StringVar(askMe, "ask-me-about", "", "")
	hide(f, "what-i-do", "ask-me-about")
}

// whoFlag is a person: --who HANDLE on every command. former is what it was called.
func whoFlag(f *pflag.FlagSet, into *string, former, about string) {
	f.StringVar(into, "who", "", about)
	f.StringVar(into, former, "", about)
	hide(f, former)
}

// whoFlags is several persons.
func whoFlags(f *pflag.FlagSet, into *[]string, former, about string) {
	f.StringSliceVar(into, "who", nil, about)
	f.StringSliceVar(into, former, nil, about)
	hide(f, former)
}

// formerly are flags by the names they had.
var formerly = map[string]string{"body": "message", "what-i-do": "does", "ask-me-about": "ask-me"}

// nowSpelled is the name of a flag that may have been typed as it was called before.
func nowSpelled(name string) string {
	if now, ok := formerly[name]; ok {
		return now
	}
	return name
}

func hide(f *pflag.FlagSet, names ...string) {
	for _, name := range names {
		_ = f.MarkHidden(name) // it was defined a line before
	}
}
