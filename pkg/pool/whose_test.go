package pool_test

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/exporter"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// report is an entry as anybody can write one with an editor.
func report(by, rand, outcome, place string) (path, text string) {
	return "practices/a/one/2026-11-24-" + by + "-tried-" + rand + ".md",
		fmt.Sprintf("---\nauthor: %s\ndate: 2026-11-24\ntype: tried\noutcome: %s\ncontext: %s\n---\n", by, outcome, place)
}

// U43: three authors that one commit invented make nothing proven, and neither does a stranger who
// speaks in ben's name; all of it is shown with who brought it, and every clone sees the same.
func TestForgedReportsWeighNothing(t *testing.T) {
	c := table(t, true, "ben", "eve", "cy")
	c.tried("ben", one, pool.Failed, "ward")
	c.sync("ben")
	c.sync("eve")
	var files []string
	for i, by := range []string{"fay", "gus", "hal"} {
		path, text := report(by, fmt.Sprint("aaaaa", "bcd"[i:i+1]), "worked", "place "+by)
		files = append(files, path, text)
	}
	c.pushed("eve@example.org", "eve", files...)
	path, text := report("ben", "zzzzzz", "worked", "lab") // the newest of ben's, it says
	c.pushed("eve@example.org", "eve", path, strings.Replace(text, "2026-11-24\n", "2026-12-24\n", 1))
	for _, name := range []string{"ana", "cy"} {
		c.sync(name)
		v := c.view(name, one)
		expect(t, "maturity", v.Why.Maturity, pool.Untried)
		expect(t, "counted", fmt.Sprint(len(v.Why.Counted), v.Why.Failed), "1 1")
		brought := 0
		for _, e := range v.Thread {
			if e.Brought == "eve@example.org" || e.Brought == "eve" {
				brought++
			}
		}
		expect(t, "brought", fmt.Sprint(brought), "4")
		if len(v.Why.Ignored) != 4 || !strings.Contains(v.Why.Ignored[3].Reason, "in the name of ben: it counts when ben says so") {
			t.Errorf("%+v", v.Why.Ignored)
		}
	}
	if x, y := c.told("ana", one), c.told("cy", one); x != y {
		t.Errorf("ana sees\n%s\ncy sees\n%s", x, y)
	}
	for _, k := range exporter.Kinds() {
		if k.Name != "jsonl" {
			continue
		}
		file := filepath.Join(c.dir, "out", "pool.jsonl")
		if _, err := c.reopen("ana").Export(context.Background(), file, k, pool.ExportOptions{}); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(c.read("out", "pool.jsonl"), `"brought_by":"eve`); n != 4 {
			t.Errorf("exported %d that eve brought", n)
		}
	}
	experts, err := c.reopen("ana").Who(context.Background(), "a", pool.WhoOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range experts {
		if strings.Contains("fay gus hal", string(e.Handle)) {
			t.Errorf("%s is worth asking: %v", e.Handle, e.Reasons)
		}
	}

	// Ben claims what came from another machine of his: his card names its address.
	path, text = report("ben", "yyyyyy", "worked", "lab")
	c.sync("eve")
	c.pushed("ben@home.example", "eve", path, strings.Replace(text, "2026-11-24\n", "2026-11-30\n", 1))
	c.sync("ben")
	expect(t, "not claimed", c.view("ben", one).Why.Maturity, pool.Untried)
	if _, err := c.reopen("ben").ChangeCard(context.Background(), func(card *pool.Card) { card.Also = []string{"ben@home.example"} }); err != nil {
		t.Fatal(err)
	}
	c.sync("ben")
	c.sync("cy")
	expect(t, "claimed", c.view("cy", one).Why.Maturity, pool.Emerging)
}

// as runs git in a clone as whoever has an address.
func (c *community) gitAs(email, clone string, args ...string) string {
	c.t.Helper()
	cmd := exec.Command(c.git, append([]string{"-C", filepath.Join(c.dir, clone)}, args...)...)
	name, _, _ := strings.Cut(email, "@")
	cmd.Env = append(c.options(name).Env, "GIT_AUTHOR_EMAIL="+email, "GIT_COMMITTER_EMAIL="+email)
	out, err := cmd.CombinedOutput()
	if err != nil {
		c.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// pushed writes files into a clone and sends them with git, as whoever knows no cop does.
func (c *community) pushed(email, clone string, files ...string) {
	c.t.Helper()
	for i := 0; i < len(files); i += 2 {
		c.write(clone, files[i], files[i+1])
	}
	c.gitAs(email, clone, "add", "practices")
	c.gitAs(email, clone, "commit", "-q", "-m", "Say so")
	c.gitAs(email, clone, "push", "-q", "origin", "main")
}

// U43: a stranger's push that says ben approved approves nothing, is shown with who brought it,
// and ben's own verdict still stands.
func TestForgedApprovalCountsNothing(t *testing.T) {
	c := table(t, false, "ben", "eve")
	c.write("ana", "practices/a/two.md", strings.Replace(oneText, "One", "Two", 1))
	c.share("ana")
	p := c.reopen("ana")
	reviews, err := p.Reviews(context.Background(), forge.Filter{})
	if err != nil || len(reviews) != 1 {
		t.Fatal(reviews, err)
	}
	r := reviews[0]
	empty := c.gitAs("eve@example.org", "eve", "hash-object", "-t", "tree", "-w", "/dev/null")
	event := c.gitAs("eve@example.org", "eve", "commit-tree", empty, "-m", "Approve\n\nfine\n\nCop-Contribution: "+string(r.ID)+"\nCop-By: ben\nCop-Head: "+string(r.Head)+"\nCop-Verdict: approved")
	c.run("eve", "push", "-q", "origin", event+":refs/cop/reviews/"+string(r.ID)+"/ben")
	for _, by := range []string{"ana", "ben"} {
		got, err := c.reopen(by).Review(context.Background(), string(r.ID))
		if err != nil {
			t.Fatal(err)
		}
		if got.Gate.Mergeable || len(got.Verdicts) != 1 || got.Verdicts[0].Who() != "ben (brought by eve@example.org)" || !got.Verdicts[0].Advisory {
			t.Errorf("%s sees %+v %+v", by, got.Gate, got.Verdicts)
		}
		if why := fmt.Sprint(got.Gate.Reasons); !strings.Contains(why, "in the name of ben was brought by eve@example.org and does not count") {
			t.Errorf("%s reads %s", by, why)
		}
	}
	if _, err := c.reopen("ana").Accept(context.Background(), r.ID, r.Head); err == nil {
		t.Error("accepted with a forged approval")
	}
	c.sync("ben")
	b := c.reopen("ben")
	if _, err := b.Judge(context.Background(), r.ID, forge.Review{Opinion: forge.Approved, Head: r.Head}); err != nil {
		t.Fatal(err)
	}
	if got := mustReview(t, c.reopen("ana"), r.ID); !got.Gate.Mergeable {
		t.Errorf("with ben's own: %+v %+v", got.Gate, got.Verdicts)
	}
}

func mustReview(t *testing.T, p *pool.Pool, id forge.ID) pool.Review {
	t.Helper()
	r, err := p.Review(context.Background(), string(id))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// U43: a push past review is told by sync, breakfast, check and health, by whom and what, and is
// settled by a change that somebody approved. What was approved, what the founder did while alone,
// and what is conversation are none.
func TestPushPastReviewIsTold(t *testing.T) {
	c := table(t, false, "ben")
	c.sync("ben")
	c.speak("ben", one, "a comment")
	if rep := c.sync("ben"); len(rep.PastReview) > 0 {
		t.Fatalf("nothing was pushed past review yet: %+v", rep.PastReview)
	}
	c.sync("ana")
	c.pushed("eve@example.org", "ana", onePath, strings.Replace(oneText, "second", "2nd", 1), "practices/a/new.md", "# New\n\ntext\n",
		"practices/a/asked.md", "---\ntitle: Asked?\ntype: question\nauthors: [eve]\n---\n")
	rep := c.sync("ben")
	if len(rep.PastReview) != 1 || rep.PastReview[0].Words() != "eve (eve@example.org) changed a/new and a/one, and nobody approved it" {
		t.Fatalf("%+v", rep.PastReview)
	}
	if rep := c.sync("ben"); len(rep.PastReview) > 0 {
		t.Errorf("told twice: %+v", rep.PastReview)
	}
	ctx, p := context.Background(), c.reopen("ben")
	b, err := p.Breakfast(ctx, pool.BreakfastOptions{})
	if err != nil || len(b.PastReview) != 2 { // the table's first note was pushed so, too
		t.Errorf("breakfast: %+v, %v", b.PastReview, err)
	}
	h, err := p.Health(ctx)
	if err != nil || len(h.PastReview) != 2 {
		t.Errorf("health: %+v, %v", h.PastReview, err)
	}
	check := func(want int) {
		t.Helper()
		problems, err := c.reopen("ben").Check(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, pr := range problems {
			if pr.Rule == "past-review" {
				n++
			}
		}
		expect(t, "problems", fmt.Sprint(n), fmt.Sprint(want))
	}
	check(3)

	// Ben mends one of them, and ana approves.
	c.replace("ben", onePath, "2nd", "second")
	c.share("ben")
	c.sync("ana")
	c.accepted("ana")
	if rep := c.sync("ben"); len(rep.PastReview) > 0 {
		t.Errorf("approved: %+v", rep.PastReview)
	}
	check(1)

	// A merge that thanks ben for an approval that he never gave is a push past review, too.
	c.run("ana", "fetch", "-q", "origin")
	c.run("ana", "reset", "-q", "--hard", "origin/main")
	c.run("ana", "checkout", "-q", "-b", "side")
	c.write("ana", "practices/a/more.md", "# More\n\ntext\n")
	c.run("ana", "add", "practices")
	c.gitAs("eve@example.org", "ana", "commit", "-q", "-m", "More")
	c.run("ana", "checkout", "-q", "main")
	c.gitAs("eve@example.org", "ana", "merge", "-q", "--no-ff", "side", "-m", "Merge eve/more: More\n\nReviewed-by: ben <ben@example.org>\nCop-Contribution: eve/more")
	c.run("ana", "push", "-q", "origin", "main")
	if rep := c.sync("ben"); len(rep.PastReview) != 1 || !strings.Contains(rep.PastReview[0].Words(), "eve (eve@example.org) changed a/more,") {
		t.Errorf("forged thanks: %+v", rep.PastReview)
	}
}

// U43, its sibling: what the charter lets go to everyone at once is no push past review; what it does
// not is one, though a meeting's note comes with it.
func TestMeetingsThatGoStraightAreNotPastReview(t *testing.T) {
	const event = "practices/events/round.md"
	c := table(t, false, "ben")
	c.sync("ana")
	c.sync("ben")
	meet := func(body string) {
		c.write("ben", event, "---\ntitle: Round\ntype: event\ndate: 2026-12-01\nauthors: [ben]\n---\n\n"+body+"\n")
	}
	meet("Tea.")
	c.share("ben")
	meet("Tea and cake.")
	c.share("ben")
	if rep := c.sync("ana"); len(rep.PastReview) > 0 {
		t.Errorf("accused of %+v", rep.PastReview)
	}
	c.pushed("eve@example.org", "ana", event, "---\ntitle: Round\ntype: story\nauthors: [eve]\n---\n\nNo meeting any more.\n")
	if rep := c.sync("ben"); len(rep.PastReview) != 1 {
		t.Errorf("a meeting's note made a practice: %+v", rep.PastReview)
	}
}

// Who pulls with git before they push what needs no review has changed none of what others had
// accepted meanwhile.
func TestPulledByHandIsNotPastReview(t *testing.T) {
	c := table(t, false, "ben")
	c.needGit()
	c.sync("ben")
	c.upstream(func(in string) {
		c.write(in, "practices/a/asked.md", "---\ntitle: Asked?\ntype: question\nauthors: [eve]\n---\n")
		c.gitAs("eve@example.org", in, "add", ".")
		c.gitAs("eve@example.org", in, "commit", "-q", "-m", "Ask")
		c.replace("ana", onePath, "second", "second, approved")
		c.share("ana")
		c.accepted("ben")
		c.gitAs("eve@example.org", in, "pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
	})
	if rep := c.sync("ana"); len(rep.PastReview) > 0 {
		t.Errorf("%+v", rep.PastReview)
	}
	c.has("ana", onePath, "second, approved")
}

// accepted has a member approve and accept the one contribution that is open.
func (c *community) accepted(by string) {
	c.t.Helper()
	ctx, p := context.Background(), c.reopen(by)
	open, err := p.Reviews(ctx, forge.Filter{})
	if err != nil || len(open) != 1 {
		c.t.Fatal(open, err)
	}
	if _, err := p.Judge(ctx, open[0].ID, forge.Review{Opinion: forge.Approved, Head: open[0].Head}); err != nil {
		c.t.Fatal(err)
	}
	if _, err := p.Accept(ctx, open[0].ID, open[0].Head); err != nil {
		c.t.Fatal(err)
	}
}
