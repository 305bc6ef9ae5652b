package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/journal"
	"github.com/breakfast-table/cop/pkg/repo"
	"github.com/breakfast-table/cop/pkg/site"
)

func explainPool(err error) (explanation, bool) {
	noNote, many, away := new(pool.NoNoteError), new(pool.AmbiguousError), new(pool.NotOnTrunkError)
	clash, problems, nothing := new(pool.ConflictError), new(pool.ProblemsError), new(nothingFound)
	progress := new(pool.InProgressError)
	nobody, unclear, untaught := new(nobodyFound), new(pool.UnclearPlaceError), new(noPath)
	none, version := new(noPoolError), new(pool.NoVersionError)
	spent, unchanged := new(spentDeed), new(pool.UnchangedError)
	switch {
	case errors.As(err, &nothing):
		return explanation{Code: "not_found", Hint: nothing.hint(), Nearest: nothing.nearest(), exit: exitNothing}, true
	case errors.As(err, &nobody):
		return explanation{Code: "not_found", Hint: "cop find " + nobody.about + " searches the notes; cop people lists the members", exit: exitNothing}, true
	case errors.As(err, new(*unknownPool)):
		return explanation{Code: "not_found", Hint: knownPools, exit: exitNothing}, true
	case errors.As(err, &noNote):
		return explanation{Code: "not_found", Hint: nearHint(noNote.Near), exit: exitNothing}, true
	case errors.As(err, &many):
		return explanation{Code: "ambiguous", Hint: "say which: " + some(many.Notes), exit: exitUsage}, true
	case errors.As(err, &none) && none.notes > 0:
		return explanation{Code: "no_pool", Hint: fmt.Sprintf("%s here: cop init --adopt makes a pool of them; cop join URL gets one", count(none.notes, "note")), exit: exitFailed}, true
	case errors.Is(err, pool.ErrNoPool):
		return explanation{Code: "no_pool", Hint: "cop join URL gets one, cop init founds one, cop demo shows one", exit: exitFailed}, true
	case errors.Is(err, pool.ErrExists):
		return explanation{Code: "exists", Hint: "cop init --remote URL shares it", exit: exitFailed}, true
	case errors.As(err, &spent):
		return explanation{Code: "not_a_draft", Hint: spent.hint(), exit: exitFailed}, true
	case errors.As(err, &unchanged):
		return explanation{Code: "failed", Hint: unchangedHint(unchanged), exit: exitFailed}, true
	case errors.Is(err, pool.ErrNothingToUndo):
		return explanation{Code: "nothing_to_undo", Hint: "cop status shows what is yours; cop show ADDR --versions how a note was", exit: exitNothing}, true
	case errors.As(err, &version):
		return explanation{Code: "not_found", Hint: versionHint(version), exit: exitNothing}, true
	case errors.Is(err, pool.ErrTaken):
		return explanation{Code: "exists", Hint: "choose another address", exit: exitFailed}, true
	case errors.Is(err, pool.ErrNoTemplate):
		return explanation{Code: "usage", Hint: "cop add --help lists the types; a community adds one by adding a template", exit: exitUsage}, true
	case errors.Is(err, pool.ErrNoTitle):
		return explanation{Code: "usage", Hint: "give it a title: line or a first heading", exit: exitUsage}, true
	case errors.Is(err, pool.ErrNothingToShare):
		return explanation{Code: "nothing_to_share", Hint: "cop status shows what is yours; cop add writes a note", exit: exitNothing}, true
	case errors.Is(err, pool.ErrNoContribution):
		return explanation{Code: "not_found", Hint: "cop status names them", exit: exitNothing}, true
	case errors.As(err, &untaught):
		return explanation{Code: "not_found", Hint: untaught.hint(), exit: exitNothing}, true
	case errors.As(err, new(*nobodyMatches)):
		return explanation{Code: "not_found", Hint: "cop mentor shows who offers and who looks for what", exit: exitNothing}, true
	case errors.Is(err, journal.ErrNoEntry):
		return explanation{Code: "not_found", Hint: "cop reflect list names them", exit: exitNothing}, true
	case errors.Is(err, pool.ErrNoAction):
		return explanation{Code: "not_found", Hint: "cop actions lists what is open", exit: exitNothing}, true
	case errors.As(err, new(*pool.SaidOnlyError)):
		return explanation{Code: "stale", Hint: "look at it again, then decide", exit: exitConflict}, true
	case errors.As(err, new(*pool.ChangedThereError)):
		return explanation{Code: "conflict", Hint: "cop sync brings what they did; then decide again", exit: exitConflict}, true
	case errors.Is(err, pool.ErrNoConflict):
		return explanation{Code: "no_conflict", Hint: "cop status shows what asks for you", exit: exitNothing}, true
	case errors.As(err, &unclear):
		return explanation{Code: "unclear_place", Hint: "cop init --remote " + unclear.Addresses[0] + " says that it is this one", exit: exitFailed}, true
	case errors.Is(err, pool.ErrNoRemote):
		return explanation{Code: "no_remote", Hint: "cop init --remote URL shares it", exit: exitFailed}, true
	case errors.As(err, &progress):
		return explanation{Code: "in_progress", Hint: progress.Finish + " finishes it, " + progress.GiveUp + " gives it up; nothing was changed", exit: exitFailed}, true
	case errors.As(err, &away):
		return explanation{Code: "away", Hint: backTo(away), exit: exitFailed}, true
	case errors.As(err, &clash):
		return explanation{Code: "conflict", Hint: "cop resolve " + first(clash.Notes) + " settles it", exit: exitConflict}, true
	case errors.Is(err, pool.ErrUnclearPrivacy):
		return explanation{Code: "unclear_privacy", Hint: "cop check charter says where; write it as site: {exclude: [hr, \"incidents/**\"]}", exit: exitFailed}, true
	case errors.As(err, new(*pool.NoPagesError)):
		return explanation{Code: "usage", Hint: "hosts: " + strings.Join(pool.PagesHosts(), ", "), exit: exitUsage}, true
	case errors.As(err, new(*site.ForeignError)):
		return explanation{Code: "exists", Hint: "nothing was written; name a folder of its own, or empty that one", exit: exitFailed}, true
	case errors.As(err, &problems):
		return explanation{Code: "problems", Hint: "correct that, or share with --anyway", exit: exitProblems}, true
	}
	if e, ok := explainBetween(err); ok {
		return e, true
	}
	return explainExchange(err)
}

// unwritten is what may not be written: of a file of our own that nobody knows, its folder.
func unwritten(file string) string {
	if name := filepath.Base(file); strings.HasPrefix(name, ".cop-") {
		return filepath.Dir(file)
	}
	return file
}

// backTo says how to come to the folder, or the state of it, in which a pool is shared.
func backTo(away *pool.NotOnTrunkError) string {
	if away.Elsewhere != "" {
		return fmt.Sprintf("%s is in %s: go on there; what you wrote here stays here", away.Shared, away.Elsewhere)
	}
	return fmt.Sprintf("git switch %s brings you back; your changes there stay where they are", away.Shared)
}

func explainExchange(err error) (explanation, bool) {
	rewritten, gone, staged := new(pool.RewrittenError), new(pool.GoneError), new(pool.StagedError)
	shows, inTheWay, name := new(pool.ShowsFilesError), new(repo.InTheWayError), new(repo.NameError)
	meanwhile, topic, elsewhere := new(pool.ChangedMeanwhileError), new(pool.TopicError), new(pool.ElsewhereError)
	switch {
	case errors.As(err, &rewritten):
		return explanation{Code: "rewritten", Message: rewritten.Error(), Hint: "ask a steward whether that was meant; then cop sync --accept-rewrite takes it and keeps the old one", exit: exitFailed}, true
	case errors.As(err, &gone):
		return explanation{Code: "gone", Message: gone.Error(), Hint: "ask a steward; your copy is complete and stays", exit: exitFailed}, true
	case errors.As(err, &name):
		return explanation{Code: "bad_name", Message: name.Error() + " of a pool", Hint: "whoever wrote it gives it another name; what could lead out of the pool, or means something else on another machine, is not taken", exit: exitFailed}, true
	case errors.As(err, &inTheWay):
		return explanation{Code: "in_the_way", Message: inTheWay.Error(), Hint: inTheWayHint(inTheWay), exit: exitFailed}, true
	case errors.As(err, &shows):
		return explanation{Code: "shows_files", Message: shows.Error(), Hint: "your notes are safe here; git -C " + shows.Folder + " config receive.denyCurrentBranch updateInstead has it take them and bring its files along", exit: exitRefused}, true
	case errors.As(err, &elsewhere):
		return explanation{Code: "elsewhere", Message: elsewhere.Error(), Hint: "your notes are safe here; git remote set-url --push " + elsewhere.Place + " " + elsewhere.Read + " sends them where the others read", exit: exitFailed}, true
	case errors.As(err, new(*pool.UnrelatedError)):
		return explanation{Code: "unrelated", Hint: "cop join URL in a fresh folder, then add your notes there", exit: exitFailed}, true
	case errors.As(err, &staged):
		return explanation{Code: "staged", Hint: "unstage or commit them with git, then run it again; nothing was changed", exit: exitFailed}, true
	case errors.As(err, &meanwhile):
		return explanation{Code: "conflict", Hint: "look at both and edit again", exit: exitConflict}, true
	case errors.As(err, &topic):
		return explanation{Code: "usage", Hint: "a topic is a word or two, like oncall or oncall/pager", exit: exitUsage}, true
	}
	return explanation{}, false
}

func versionHint(e *pool.NoVersionError) string {
	if e.First.IsZero() {
		return fmt.Sprintf("cop show %s shows your draft", e.Address)
	}
	return fmt.Sprintf("its first version is of %s; cop show %s --versions lists them; a day is 2026-11-01, yesterday, 2w", e.First.Format("2006-01-02"), e.Address)
}

// hint offers what comes nearest, and to ask.
func (e *nothingFound) hint() string {
	var offers []string
	if len(e.suggest) > 0 {
		offers = append(offers, "did you mean "+strings.Join(e.suggest, " or ")+"? Try: cop find "+e.suggest[0]+".")
	}
	if e.nearly != nil {
		offers = append(offers, fmt.Sprintf("%s %s.", e.nearly.Address, e.nearly.Nearness()))
	}
	if len(offers) == 0 {
		offers = append(offers, "fewer or other words?")
	}
	offer := strings.Join(offers, " ")
	if e.ask == "" {
		return offer
	}
	return offer + " Or ask the others: cop ask " + inQuotes(e.ask)
}

// nearest is the note that comes nearest, for programs.
func (e *nothingFound) nearest() *nearestJSON {
	if e.nearly == nil {
		return nil
	}
	return &nearestJSON{e.nearly.Address, e.nearly.Has, e.nearly.Missing, e.nearly.Outside}
}

// inQuotes is words as one argument of a shell.
func inQuotes(words string) string {
	if strings.ContainsAny(words, "\"$`\\!") {
		return "'" + strings.ReplaceAll(words, "'", `'\''`) + "'"
	}
	return `"` + words + `"`
}

func nearHint(near []note.Address) string {
	if len(near) == 0 {
		return "cop list shows every note, cop find WORDS searches"
	}
	return "did you mean " + some(near) + "?"
}

func some(as []note.Address) string {
	var out []string
	for i, a := range as {
		if i == 5 {
			out = append(out, "…")
			break
		}
		out = append(out, string(a))
	}
	return strings.Join(out, ", ")
}

func first(as []note.Address) string {
	if len(as) == 0 {
		return "ADDR"
	}
	return string(as[0])
}

func explainRepo(err error) (explanation, bool) {
	if e, ok := explainAnswer(err); ok {
		return e, true
	}
	var noKey *pool.NoKeyError
	if errors.As(err, &noKey) {
		return explanation{Code: "no_key", Hint: "cop me --key FILE names another; ssh-keygen -t ed25519 makes one, gpg --quick-generate-key YOU@EXAMPLE.ORG one of gpg", exit: exitFailed}, true
	}
	unsupported, sign, address, lender := new(repo.UnsupportedError), new(repo.SignError), new(repo.AddressError), new(repo.LenderError)
	switch {
	case errors.As(err, &address):
		return explanation{Code: "bad_address", Message: address.Error(), Hint: "an address is https://…, ssh://…, user@host:path or a folder; nothing was fetched", exit: exitFailed}, true
	case errors.Is(err, pool.ErrNoIdentity):
		return explanation{Code: "no_identity", Message: "cop does not know who you are", Hint: `cop config set name "Your Name" and cop config set email YOU@EXAMPLE.ORG say it for every pool`, exit: exitFailed}, true
	case errors.As(err, &unsupported):
		return explanation{Code: "needs_git", Message: "this pool uses " + unsupported.What + ", which cop handles only with git installed", Hint: "install git and run it again", exit: exitFailed}, true
	case errors.As(err, &sign):
		return explanation{Code: "sign", Hint: "your git settings ask for signed changes; mend the key (an agent may have to be told its passphrase: ssh-add; gpg asks for it on a terminal: export GPG_TTY=$(tty)), or turn commit.gpgsign off", exit: exitFailed}, true
	case errors.As(err, &lender):
		return explanation{Code: "lender_gone", Message: lender.Error(), Hint: "bring it back, or join anew: cop join; your notes are in practices as ever", exit: exitFailed}, true
	case errors.Is(err, repo.ErrBusy):
		return explanation{Code: "busy", Message: "another program is working in this pool", Hint: "run it again in a moment; if nothing else runs, remove the .lock file named in .git", exit: exitRaced}, true
	case errors.Is(err, repo.ErrRefMoved):
		return explanation{Code: "busy", Message: "another program changed the pool at the same moment", Hint: "run it again; nothing is lost", exit: exitRaced}, true
	}
	return explainDisk(err)
}

func explainDisk(err error) (explanation, bool) {
	query := new(index.QueryError)
	path := new(fs.PathError)
	switch {
	case errors.As(err, &query):
		return explanation{Code: "usage", Message: query.Error(), Hint: query.Hint, exit: exitUsage}, true
	case errors.Is(err, syscall.ENOSPC):
		return explanation{Code: "disk_full", Message: "the disk is full", Hint: "make room and run it again; nothing is lost", exit: exitFailed}, true
	case errors.Is(err, syscall.EIO):
		return explanation{Code: "disk_failed", Message: "the disk failed" + brokenFile(err), Hint: "see to the disk, then run it again: cop goes on where it was", exit: exitFailed}, true
	case unwritable(err) && errors.As(err, &path):
		return explanation{Code: "permission", Message: "may not write " + unwritten(path.Path), Hint: "make it writable and run it again; nothing is lost", exit: exitFailed}, true
	}
	return explanation{}, false
}

// unwritable reports that the system does not let cop write somewhere.
func unwritable(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// brokenFile names the file that an error is about, after a colon; "" where it names none.
func brokenFile(err error) string {
	path, link := new(fs.PathError), new(os.LinkError)
	switch {
	case errors.As(err, &path):
		return ": " + path.Path
	case errors.As(err, &link):
		return ": " + link.New
	}
	return ""
}

// unchangedHint says what to do about a file that stood in the way of everything.
func unchangedHint(e *pool.UnchangedError) string {
	switch {
	case len(e.Changed) > 0:
		return strings.Join(e.Changed, ", ") + " could not be put back; cop undo does that once it can be written"
	case errors.Is(e, fs.ErrPermission):
		return "nothing was changed; allow writing to " + e.Path + ", then say it again"
	}
	return "nothing was changed; it can be said again once " + e.Path + " can be written"
}

// inTheWayHint says what to do about a file where a folder has to be. In the place of the folder of
// all notes nobody has a note.
func inTheWayHint(e *repo.InTheWayError) string {
	if e.By == strings.TrimSuffix(note.Root, "/") {
		return "a pool keeps its notes in the folder " + e.By + "; who shared a file or a link in its place has to take that back: ask a steward"
	}
	return "move yours: cop mv gives a note another place; then run it again"
}
