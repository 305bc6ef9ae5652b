package repo

import "slices"

// Shows is the branch whose files a folder of this machine shows, when that is why it takes nothing
// for that branch: a repository with a working tree, as git init makes it, refuses what would
// leave its files behind. "" for every other address.
func Shows(address string, o Options) (branch, folder string) {
	at, _, err := o.locate(address)
	if err != nil || at.scheme != "file" {
		return "", ""
	}
	other, bare, err := openOther(at, o)
	if err != nil {
		return "", ""
	}
	defer other.Close()
	if bare || other.settings.truth("core.bare", false) {
		return "", ""
	}
	if v, ok := other.settings.last("receive.denycurrentbranch"); ok && slices.Contains([]string{"ignore", "warn", "false", "updateInstead"}, v) {
		return "", ""
	}
	head, err := other.SymRef("HEAD")
	if err != nil || len(head) <= len("refs/heads/") {
		return "", ""
	}
	return string(head[len("refs/heads/"):]), other.root
}

// EmptyDefault is the branch that an empty repository in a folder of this machine begins with, ""
// where there is no such folder or it is not empty.
func EmptyDefault(address string, o Options) string {
	at, _, err := o.locate(address)
	if err != nil || at.scheme != "file" {
		return ""
	}
	other, _, err := openOther(at, o)
	if err != nil {
		return ""
	}
	defer other.Close()
	head, err := other.SymRef("HEAD")
	refs, bad := other.Refs("refs/")
	if err != nil || bad != nil || len(refs) > 0 || len(head) <= len("refs/heads/") {
		return ""
	}
	return string(head[len("refs/heads/"):])
}

// ShowsIt tells whether a push was refused because a folder shows the branch.
func (e *PushError) ShowsIt() bool {
	return slices.ContainsFunc(e.Refs, func(r RefReject) bool { return r.Kind == Protected && r.Message == checkedOut })
}

// checkedOut is git's reason for that.
const checkedOut = "branch is currently checked out"
