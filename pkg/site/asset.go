package site

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // sizes of pictures
	_ "image/jpeg" // sizes of pictures
	_ "image/png"  // sizes of pictures
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/note"
)

// Pictures and other files of the pool are published when a public note shows them or links
// to them, and not before.

const (
	mostFile  = 25 << 20 // bytes of a file that is published
	largeFile = 2 << 20  // bytes from which it is told
	mostSVG   = 1 << 20
)

type kind int

const (
	other kind = iota
	picture
	film
	sound
)

// asset is a file of the pool that is published.
type asset struct {
	file          string // in the pool
	path          string // on the site
	kind          kind
	width, height int // of a picture, 0 where nobody knows
	refused       bool
	problem       *Problem
}

// assets are those that were asked for.
type assets struct {
	mu   sync.Mutex
	made map[string]asset
}

// kinds are what may be published, by the ending of the name. Pages, scripts and what else a
// browser would run from the site's address are not among them.
var kinds = map[string]kind{
	".png": picture, ".jpg": picture, ".jpeg": picture, ".gif": picture, ".svg": picture, ".webp": picture, ".avif": picture, ".bmp": picture,
	".mp4": film, ".webm": film, ".mov": film, ".m4v": film,
	".mp3": sound, ".ogg": sound, ".wav": sound, ".m4a": sound, ".flac": sound, ".opus": sound,
	".pdf": other, ".zip": other, ".gz": other, ".csv": other, ".tsv": other, ".txt": other, ".log": other, ".json": other, ".yaml": other, ".yml": other,
	".toml": other, ".sql": other, ".sh": other, ".ps1": other, ".py": other, ".go": other, ".rs": other, ".rb": other, ".ics": other, ".bib": other,
	".odt": other, ".ods": other, ".odp": other, ".docx": other, ".xlsx": other, ".pptx": other, ".drawio": other, ".epub": other,
}

// asset makes a file of the pool one of the site's.
func (s *Site) asset(file string) (asset, bool) {
	s.assets.mu.Lock()
	defer s.assets.mu.Unlock()
	a, ok := s.assets.made[file]
	if !ok {
		a = s.admit(file)
		if s.assets.made == nil {
			s.assets.made = map[string]asset{}
		}
		s.assets.made[file] = a
	}
	return a, !a.refused
}

// asset is one that the text shows.
func (r *renderer) asset(file string) (asset, bool) {
	a, ok := r.site.asset(file)
	r.found.show(a)
	if a.problem != nil {
		r.found.tell(a.problem.Path, a.problem.Rule, a.problem.Message)
	}
	return a, ok
}

// admit decides about a file that is asked for the first time.
func (s *Site) admit(file string) asset {
	a := asset{file: file, refused: true}
	k, known := kinds[strings.ToLower(path.Ext(file))]
	if !known {
		return a
	}
	f, ok := s.Open(file)
	if !ok {
		return a
	}
	defer f.Close()
	a.kind = k
	if why := unfit(f, &a); why != "" {
		a.problem = &Problem{file, "left-out", why}
		return a
	}
	a.path, a.refused = strings.TrimPrefix(file, note.Root), false
	return a
}

// unfit is why a file is not published, "" when it is. It measures pictures.
func unfit(f *os.File, a *asset) string {
	fi, err := f.Stat()
	switch {
	case err != nil:
		return note.Clean(err.Error())
	case fi.Size() > mostFile:
		return fmt.Sprintf("is too large for a web page (%d MB); its pages show its name instead", fi.Size()>>20)
	case fi.Size() > largeFile && a.kind == picture:
		a.problem = &Problem{a.file, "large-picture", fmt.Sprintf("is large for a web page (%.1f MB)", float64(fi.Size())/(1<<20))}
	}
	if strings.EqualFold(path.Ext(a.file), ".svg") {
		return unsafeSVG(f, fi.Size())
	}
	if a.kind == picture {
		if c, _, err := image.DecodeConfig(io.LimitReader(f, 1<<20)); err == nil && c.Width < 1<<16 && c.Height < 1<<16 {
			a.width, a.height = c.Width, c.Height
		}
	}
	return ""
}

// unsafeSVG is what in a drawing could act on who opens it by itself, "" for nothing.
func unsafeSVG(r io.Reader, size int64) string {
	if size > mostSVG {
		return "is too large for a drawing"
	}
	src, err := io.ReadAll(io.LimitReader(r, mostSVG))
	if err != nil {
		return note.Clean(err.Error())
	}
	d := xml.NewDecoder(bytes.NewReader(src))
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return ""
		}
		if err != nil {
			return "is no drawing that can be read"
		}
		switch t := t.(type) {
		case xml.StartElement:
			if why := unsafeElement(t); why != "" {
				return why
			}
		case xml.Directive:
			if bytes.Contains(bytes.ToUpper(t), []byte("ENTITY")) {
				return "holds entities, which a drawing does not need"
			}
		case xml.ProcInst:
			if t.Target != "xml" {
				return "holds instructions, which a drawing does not need"
			}
		}
	}
}

func unsafeElement(t xml.StartElement) string {
	if slices.Contains([]string{"script", "foreignobject", "iframe", "object", "embed", "handler", "set", "animate", "use", "image"}, strings.ToLower(t.Name.Local)) {
		for _, a := range t.Attr {
			if (strings.EqualFold(t.Name.Local, "use") || strings.EqualFold(t.Name.Local, "image")) && strings.EqualFold(a.Name.Local, "href") &&
				(strings.HasPrefix(a.Value, "#") || strings.HasPrefix(a.Value, "data:image/png") || strings.HasPrefix(a.Value, "data:image/jpeg")) {
				return ""
			}
		}
		return "holds <" + note.Clean(t.Name.Local) + ">, which could run or load something"
	}
	for _, a := range t.Attr {
		name, value := strings.ToLower(a.Name.Local), strings.ToLower(a.Value)
		switch {
		case strings.HasPrefix(name, "on"):
			return "runs something (" + note.Clean(a.Name.Local) + ")"
		case name == "href" && !strings.HasPrefix(value, "#") && !strings.HasPrefix(value, "http"):
			return "links to something that is no page"
		}
	}
	return ""
}
