package people

import (
	"time"

	"github.com/breakfast-table/cop/pkg/signature"
)

// Rotated are the keys on a card when from a moment on another one signs: what those of before
// signed until then stays signed. The zero key is none; one that is there already stays as it is.
func Rotated(lines []string, key signature.Key, now time.Time) []string {
	var out []string
	there := false
	for _, line := range lines {
		k, err := signature.ParseKey(line)
		if err != nil {
			out = append(out, line) // what we do not understand is not ours to take away
			continue
		}
		if k.ID == key.ID {
			there, k = true, k.Renewed(key)
		} else if k.Before.IsZero() || k.Before.After(now) {
			k.Before = now
		}
		out = append(out, k.String())
	}
	if key.ID != "" && !there {
		if len(out) > 0 {
			key.After = now
		}
		out = append(out, key.String())
	}
	return out
}
