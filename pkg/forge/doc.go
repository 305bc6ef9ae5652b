// Package forge is where contributions are reviewed: on GitHub, GitLab, Gitea and Forgejo,
// or, with no forge at all, in the git repository itself.
//
// Its main type is [Forge], one repository as a place of review; what it deals in are
// [Contribution], [Verdict], [Thread] and [Gate], in the words of the people who use them. A
// driver says what it can do in [Capabilities] and never fakes the rest.
//
// # Where things are
//
// What all hosts have in common is written once, in hosted.go, over a dialect. GitHub and Gitea
// speak one interface, in rest.go; github.go, gitea.go and gitlab*.go hold what is theirs alone.
// client.go is the wire: tokens, waiting, redirects, words of refusal. gate.go says what stands
// against merging. Package gitreview reviews on git alone.
//
// # Invariants
//
//   - A merge, and a review, always names the head that was looked at. A newer one makes
//     it fail with [ErrStaleHead]; nothing is ever accepted that nobody saw.
//   - A standing request for changes by somebody with a vote shuts the gate on every host,
//     also where the host itself would not mind. Who has a vote the host says: Gitea by the
//     mark "official", GitHub by the reviewer's association with the repository, GitLab by
//     membership. What others say is shown as their opinion.
//   - A repository that was renamed is followed, to read and to write, and Options.Moved told.
//   - A token travels only in an Authorization header, over https or on this machine, to the one
//     host it is bound to. It is in no argument, address, log, error or file of settings, and
//     follows no redirect to another host. See package credential.
//   - What a host says comes out clean of control characters, a refusal in the host's words.
//   - Waiting is bounded and said aloud through Options.Notice.
//
// # What was run against what
//
// The contract in forgetest runs against plain git with the real git program and against a real
// Gitea 1.26. Forgejo's driver is Gitea's with a few differences and was never run against a
// Forgejo: its newest release does not build from the module proxy alone, so its published
// description of the interface is what was read. GitHub's driver runs against a stand-in that
// GitHub's own OpenAPI description holds to its word, but for GraphQL, which marks drafts.
// GitLab's runs against a stand-in written after its API documentation. Neither was ever run
// against the real service or an Enterprise server.
//
// The package must not know notes, clones or terminals; text is for faces to lay out.
package forge
