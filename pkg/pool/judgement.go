package pool

import "github.com/breakfast-table/cop/pkg/pool/evidence"

// Maturity of a practice, from reports of use. Computed, never stored; see
// [evidence.Weigh].
const (
	Untried   = evidence.Untried
	Emerging  = evidence.Emerging
	Promising = evidence.Promising
	Proven    = evidence.Proven
)

// Contested is the state of a note whose reports disagree.
const Contested = evidence.Contested

// Outcomes of a report.
const (
	Worked = evidence.Worked
	Partly = evidence.Partly
	Failed = evidence.Failed
)

// Why explains what the thread says about a note, entry by entry.
type Why = evidence.Why

// Reason says what became of one report.
type Reason = evidence.Reason
