// Package repo models one git clone: its files, revisions, commits, diffs and
// the traffic with its remotes. It knows files and folders, never notes.
//
// The main type is Repo. Opening one is cheap; nothing is read before it is
// asked for. Reading never spawns a process and never waits for the network.
//
// Invariants, whatever happens to the process or the machine:
//
//   - Objects are on disk (fsync) before any ref names them, and a ref moves
//     by lock, verify, fsync and rename. A kill at any instant leaves a
//     repository that git itself calls healthy.
//   - Other programs, git among them, may work in the same repository at the
//     same time. A ref that moved meanwhile is reported as ErrRefMoved, never
//     overwritten.
//   - No branch is ever checked out and nothing is stashed: a commit is "the tree of a
//     commit, plus these edits". Working files change only through WriteFile
//     and RemoveFile, git's index only through UpdateIndex and ResetIndex.
//   - What git would convert (line endings, filters) is converted, by us or by
//     the git binary, or refused with UnsupportedError. Never ignored.
//
// Repositories in the classic layout are served by go-git's object storage;
// those it cannot read (reftable, sha256, partial clones) by the git binary.
// Both stand behind the small interface store.
package repo
