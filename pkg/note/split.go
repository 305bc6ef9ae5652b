package note

import "math"

// midpoint is a point through which a path leads, and whether the paths before and after it
// are known to be short enough to be searched for the best.
type midpoint struct {
	x, y                  int
	bestBefore, bestAfter bool
}

// subgrid is a part of the grid that is being split. Diagonal d holds the points with
// x - y = d.
type subgrid struct {
	*search
	x0, x1, y0, y1 int

	low, high   int // diagonals in the box
	fLow, fHigh int // diagonals that paths from the start have reached
	bLow, bHigh int // diagonals that paths from the end have reached
	cost        int
	snake       bool // this round a path ran along a good snake
}

// split finds a point on a good path: the middle of a best one if best is asked for or it
// is found in time.
func (b *subgrid) split(best bool) midpoint {
	b.low, b.high = b.x0-b.y1, b.x1-b.y0
	first, last := b.x0-b.y0, b.x1-b.y1
	b.fLow, b.fHigh, b.bLow, b.bHigh = first, first, last, last
	b.forward[first+b.offset] = int32(b.x0)
	b.backward[last+b.offset] = int32(b.x1)
	odd := (first-last)&1 != 0
	for b.cost = 1; ; b.cost++ {
		b.snake = false
		if at, met := b.stepForward(odd); met {
			return at
		}
		if at, met := b.stepBackward(!odd); met {
			return at
		}
		if best {
			continue
		}
		if b.snake && b.cost > enoughSteps {
			if at, found := b.promising(); found {
				return at
			}
		}
		if b.cost >= b.maxCost {
			return b.furthest()
		}
	}
}

// widen extends a range of reached diagonals by one each way, staying in the box. The
// diagonals just outside count as not reached.
func (b *subgrid) widen(reached []int32, low, high *int, outside int32) {
	if *low > b.low {
		*low--
		reached[*low-1+b.offset] = outside
	} else {
		*low++
	}
	if *high < b.high {
		*high++
		reached[*high+1+b.offset] = outside
	} else {
		*high--
	}
}

// stepForward takes every path from the start one change further. They may meet those from
// the end if the ends are an odd number of steps apart.
func (b *subgrid) stepForward(mayMeet bool) (midpoint, bool) {
	b.widen(b.forward, &b.fLow, &b.fHigh, -1)
	xs, ys := b.x.ids, b.y.ids
	for d := b.fHigh; d >= b.fLow; d -= 2 {
		k := d + b.offset
		x := int(b.forward[k+1])
		if before := int(b.forward[k-1]); before >= x {
			x = before + 1
		}
		from := x
		for y := x - d; x < b.x1 && y < b.y1 && xs[x] == ys[y]; y++ {
			x++
		}
		b.snake = b.snake || x-from > goodSnake
		b.forward[k] = int32(x)
		if mayMeet && b.bLow <= d && d <= b.bHigh && int(b.backward[k]) <= x {
			return midpoint{x, x - d, true, true}, true
		}
	}
	return midpoint{}, false
}

// stepBackward is stepForward from the end.
func (b *subgrid) stepBackward(mayMeet bool) (midpoint, bool) {
	b.widen(b.backward, &b.bLow, &b.bHigh, unreached)
	xs, ys := b.x.ids, b.y.ids
	for d := b.bHigh; d >= b.bLow; d -= 2 {
		k := d + b.offset
		x := int(b.backward[k+1]) - 1
		if before := int(b.backward[k-1]); before <= x {
			x = before
		}
		from := x
		for y := x - d; x > b.x0 && y > b.y0 && xs[x-1] == ys[y-1]; y-- {
			x--
		}
		b.snake = b.snake || from-x > goodSnake
		b.backward[k] = int32(x)
		if mayMeet && b.fLow <= d && d <= b.fHigh && x <= int(b.forward[k]) {
			return midpoint{x, x - d, true, true}, true
		}
	}
	return midpoint{}, false
}

// promising looks for a path that has come far for its cost and just ran along a good
// snake, first from the start, then from the end.
func (b *subgrid) promising() (midpoint, bool) {
	far := worthwhile * b.cost
	at, found := midpoint{bestBefore: true}, false
	for d := b.fHigh; d >= b.fLow; d -= 2 {
		x := int(b.forward[d+b.offset])
		y := x - d
		v := x - b.x0 + y - b.y0 - apart(d, b.x0-b.y0)
		if v > far && b.x0+goodSnake <= x && x < b.x1 && b.y0+goodSnake <= y && y < b.y1 && b.same(x-goodSnake, y-goodSnake) {
			at.x, at.y, far, found = x, y, v, true
		}
	}
	if found {
		return at, true
	}
	at, far = midpoint{bestAfter: true}, worthwhile*b.cost
	for d := b.bHigh; d >= b.bLow; d -= 2 {
		x := int(b.backward[d+b.offset])
		y := x - d
		v := b.x1 - x + b.y1 - y - apart(d, b.x1-b.y1)
		if v > far && b.x0 < x && x <= b.x1-goodSnake && b.y0 < y && y <= b.y1-goodSnake && b.same(x, y) {
			at.x, at.y, far, found = x, y, v, true
		}
	}
	return at, found
}

func apart(a, b int) int { return max(a-b, b-a) }

// same reports whether a good snake begins at a point.
func (b *subgrid) same(x, y int) bool {
	for k := range goodSnake {
		if b.x.ids[x+k] != b.y.ids[y+k] {
			return false
		}
	}
	return true
}

// furthest ends a search that takes too long with the path that has come furthest.
func (b *subgrid) furthest() midpoint {
	fSum, fx := -1, -1
	for d := b.fHigh; d >= b.fLow; d -= 2 {
		x := min(int(b.forward[d+b.offset]), b.x1)
		if x-d > b.y1 {
			x = b.y1 + d
		}
		if sum := x + x - d; sum > fSum {
			fSum, fx = sum, x
		}
	}
	bSum, bx := math.MaxInt, 0
	for d := b.bHigh; d >= b.bLow; d -= 2 {
		x := max(int(b.backward[d+b.offset]), b.x0)
		if x-d < b.y0 {
			x = b.y0 + d
		}
		if sum := x + x - d; sum < bSum {
			bSum, bx = sum, x
		}
	}
	if b.x1+b.y1-bSum < fSum-(b.x0+b.y0) {
		return midpoint{x: fx, y: fSum - fx, bestBefore: true}
	}
	return midpoint{x: bx, y: bSum - bx, bestAfter: true}
}
