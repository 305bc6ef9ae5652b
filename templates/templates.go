// Package templates holds the forms that new notes start from, one markdown file per
// type: practice.md, story.md, question.md, decision.md, event.md, person.md and
// charter.md. Three more are no notes of their own: answer.md and tried.md are the
// bodies of thread entries, review.md is what a reviewer asks of a contribution.
//
// A form asks in HTML comments; what is left unanswered is removed before the note is
// written. The only placeholders are {{title}}, {{author}}, {{date}} and {{topic}},
// replaced as plain text: nothing in a form is executed. Front matter keys stand in
// house order and are empty where the program knows the value better.
//
// A pool's own templates/<type>.md wins over the one here. This package knows no other.
package templates

import "embed"

// FS holds the forms by file name, "practice.md". It is read-only and safe for
// concurrent use.
//
//go:embed *.md
var FS embed.FS
