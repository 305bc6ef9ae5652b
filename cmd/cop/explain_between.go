package main

import (
	"errors"

	"github.com/breakfast-table/cop/pkg/pools"
)

// explainBetween says what to do where two pools have to do with each other.
func explainBetween(err error) (explanation, bool) {
	taken, strange, both := new(takenOverError), new(strangerError), new(bothChangedError)
	unshared, notForOthers, noBase := new(pools.NotSharedError), new(pools.NotForOthersError), new(pools.NoBaseError)
	lines, gone := new(pools.SameLinesError), new(originGoneError)
	early := new(notReadyError)
	switch {
	case errors.As(err, &early):
		hint := "--anyway goes on all the same"
		if early.next.Act != "" {
			hint = early.next.Act + " gets nearer; " + hint
		}
		return explanation{Code: "not_ready", Hint: hint, exit: exitProblems}, true
	case errors.As(err, &lines) && lines.Given:
		theirs := lines.There.Pool + ":" + string(lines.There.Address)
		return explanation{Code: "conflict", Hint: "cop show " + theirs + " shows theirs; share one here that has both, then offer it again", exit: exitConflict}, true
	case errors.As(err, &lines):
		return explanation{Code: "conflict", Hint: "cop adapt " + string(lines.Here) + " --update settles it here first", exit: exitConflict}, true
	case errors.Is(err, pools.ErrNothingToOffer):
		return explanation{Code: "nothing_to_share", Hint: "cop adapt lists what was taken over, and what changed there", exit: exitNothing}, true
	case errors.As(err, &taken):
		return explanation{Code: "exists", Hint: "cop adapt " + string(taken.here) + " shows what changed there since; --again takes it over a second time", exit: exitFailed}, true
	case errors.As(err, &strange):
		return explanation{Code: "no_pool", Hint: "cop pool add URL " + strange.pool + " follows it; the charter's upstreams are followed with cop pool add", exit: exitFailed}, true
	case errors.As(err, &gone):
		return explanation{Code: "not_found", Hint: "cop adapt shows where your notes are from; without adapted_from in its first lines it is yours alone: cop edit " + string(gone.here), exit: exitNothing}, true
	case errors.As(err, &both):
		return explanation{Code: "conflict", Hint: "cop adapt " + string(both.here) + " shows it; --mine keeps yours, --theirs takes theirs", exit: exitConflict}, true
	case errors.As(err, &unshared):
		return explanation{Code: "not_shared", Hint: "share it there first: only what its community has goes to another", exit: exitFailed}, true
	case errors.As(err, &notForOthers):
		return explanation{Code: "usage", Hint: "practices, stories, decisions and questions can be taken over", exit: exitUsage}, true
	case errors.As(err, &noBase):
		return explanation{Code: "not_found", Hint: "cop show " + noBase.Origin.Pool + ":" + string(noBase.Origin.Address) + " shows it as it is now; cop adapt " + noBase.Origin.Pool + ":" + string(noBase.Origin.Address) + " --again takes it over anew", exit: exitNothing}, true
	}
	return explanation{}, false
}
