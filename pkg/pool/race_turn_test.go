package pool

import (
	"container/heap"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// Twenty members who send without a rest, on two processors: a world without programs, in which a
// try is only the time between looking and sending.
type sender struct {
	saw, landed, left, tries int
	began                    time.Duration
}

type turnOf struct {
	at   time.Duration
	who  int
	send bool // else it looks
}

type agenda []turnOf

func (s agenda) Len() int           { return len(s) }
func (s agenda) Less(i, j int) bool { return s[i].at < s[j].at }
func (s agenda) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *agenda) Push(x any)        { *s = append(*s, x.(turnOf)) }
func (s *agenda) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

// crowdOf tells how long each act took, shortest first, and how many tries there were; limit is the
// most that somebody pauses who was overtaken.
func crowdOf(members, each int, try time.Duration, limit func(tries, landed, crowd int, waited time.Duration) time.Duration) (took []time.Duration, tried int) {
	chance := rand.New(rand.NewPCG(1, 2))
	all, queue, trunk, busy := make([]sender, members), agenda{}, []int(nil), 0
	for i := range all {
		all[i].left = each
		queue.Push(turnOf{at: time.Duration(i), who: i})
	}
	heap.Init(&queue)
	for queue.Len() > 0 {
		now := heap.Pop(&queue).(turnOf)
		x := &all[now.who]
		switch {
		case !now.send:
			x.landed, x.saw = x.landed+len(trunk)-x.saw, len(trunk)
			if x.tries == 0 {
				x.landed = 0
			}
			busy++
			heap.Push(&queue, turnOf{now.at + time.Duration(float64(try)*max(1, float64(busy)/2)*(0.7+0.6*chance.Float64())), now.who, true})
		case x.saw == len(trunk):
			busy, tried, trunk = busy-1, tried+1, append(trunk, now.who)
			took = append(took, now.at-x.began)
			*x = sender{saw: x.saw, left: x.left - 1, began: now.at + try/2}
			if x.left > 0 {
				heap.Push(&queue, turnOf{now.at + try/2, now.who, false}) // they write
			}
		default:
			busy, tried, x.tries = busy-1, tried+1, x.tries+1
			people := map[int]bool{}
			for _, who := range trunk[max(0, x.saw-64):x.saw] {
				people[who] = true
			}
			pause := limit(x.tries, x.landed+1, len(people), now.at-x.began)
			heap.Push(&queue, turnOf{now.at + time.Duration(float64(pause)*chance.Float64()), now.who, false})
		}
	}
	slices.Sort(took)
	return took, tried
}

// U35: in a crowd everybody comes to their turn, and not by luck alone: nobody waits until three
// times as many were sent as there are members, and less is tried in vain.
func TestACrowdTakesTurns(t *testing.T) {
	const members, each, try = 20, 20, 100 * time.Millisecond
	luck, vain := crowdOf(members, each, try, func(tries, _, _ int, _ time.Duration) time.Duration { return briefPause(tries - 1) })
	took, tried := crowdOf(members, each, try, func(tries, landed, crowd int, waited time.Duration) time.Duration {
		return turn(tries-1, landed, crowd, waited)
	})
	t.Logf("by luck: %d tries, longest %s; in turns: %d tries, longest %s", vain, luck[len(luck)-1], tried, took[len(took)-1])
	if len(took) != members*each {
		t.Fatalf("%d of %d landed", len(took), members*each)
	}
	if longest := took[len(took)-1]; longest > 40*time.Second || 2*longest > luck[len(luck)-1] {
		t.Errorf("the longest waited %s, by luck %s", longest, luck[len(luck)-1])
	}
	if 3*tried > 2*vain {
		t.Errorf("%d tries, by luck %d", tried, vain)
	}
}

func TestTurn(t *testing.T) {
	for _, c := range []struct {
		landed, crowd int
		waited, want  time.Duration
	}{
		{1, 0, time.Second, briefPause(3)}, // nobody is known to send
		{1, 1, time.Second, briefPause(3)}, // one other, who just had their turn
		{1, 2, time.Second, 3 * time.Second},
		{1, 20, time.Second, longestTurn},
		{10, 20, 5 * time.Second, 15 * time.Second},
		{20, 20, time.Minute, briefPause(0)}, // all others had theirs
		{90, 20, time.Minute, briefPause(0)},
	} {
		if got := turn(3, c.landed, c.crowd, c.waited); got != c.want {
			t.Errorf("after %d of %d and %s: %s, want %s", c.landed, c.crowd, c.waited, got, c.want)
		}
	}
}
