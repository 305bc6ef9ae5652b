package term

import (
	"io"
	"slices"
	"strings"
)

// Nested returns streams for a command run inside this one, as the demo does: it
// writes where s writes, looks the same, reads in, asks nothing, and sees the
// environment with some variables changed ("" removes one).
func (s *Streams) Nested(in io.Reader, env map[string]string) *Streams {
	environ := slices.DeleteFunc(slices.Clone(s.Environ), func(kv string) bool {
		key, _, _ := strings.Cut(kv, "=")
		_, changed := env[key]
		return changed
	})
	for key, value := range env {
		if value != "" {
			environ = append(environ, key+"="+value)
		}
	}
	lookup := func(key string) string {
		if value, changed := env[key]; changed {
			return value
		}
		return s.Env(key)
	}
	return &Streams{
		In: in, Out: s.Out, Err: s.Err, OutTTY: s.OutTTY,
		Env: lookup, Environ: environ, Size: s.Size, LookPath: s.LookPath, NoInput: true,
	}
}

// Structured reports that a program asked for the result.
func (f Format) Structured() bool { return f.structured() }

// EditorCommand is the command line that Edit would run. core is git's core.editor.
func (s *Streams) EditorCommand(core string) ([]string, error) { return s.editor(core) }
