package repo

// lru is a cache of two generations: when the young one has reached the limit it
// becomes the old one, and what was old and not asked for meanwhile is forgotten. It costs
// two map look-ups and no list to keep in order. The zero limit keeps nothing for long.
type lru[K comparable, V any] struct {
	limit      int // of one generation, in whatever put counts
	size       int
	young, old map[K]V
}

func (c *lru[K, V]) get(k K) (V, bool) {
	if v, ok := c.young[k]; ok {
		return v, true
	}
	v, ok := c.old[k]
	if ok {
		c.put(k, v, 0)
	}
	return v, ok
}

func (c *lru[K, V]) put(k K, v V, size int) {
	if c.young == nil || c.size > c.limit {
		c.old, c.young, c.size = c.young, map[K]V{}, 0
	}
	c.young[k] = v
	c.size += size
}
