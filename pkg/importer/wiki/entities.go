package wiki

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"

	"github.com/breakfast-table/cop/pkg/importer"
)

// object is one of the many things in entities.xml: a page, the body of one, a comment, a
// person.
type object struct {
	class string
	id    string
	texts map[string]string // properties that are texts
	refs  map[string]string // properties that are other objects, by their id
}

// entities reads entities.xml object by object. One that is cut off is an error. Confluence writes
// what was pasted into a page as it is, also characters that XML does not know: those go.
func entities(f importer.File, each func(object)) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	dec := xml.NewDecoder(transform.NewReader(r, runes.Remove(runes.Predicate(unwritable))))
	dec.Strict = false
	seen := false
	for {
		t, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF) && seen:
			return nil
		case err != nil:
			return broken(f, dec, err)
		}
		start, ok := t.(xml.StartElement)
		switch {
		case !ok:
		case start.Name.Local == "hibernate-generic":
			seen = true
		case start.Name.Local == "object" && seen:
			o, err := readObject(dec, start)
			if err != nil {
				return broken(f, dec, err)
			}
			each(o)
		case !seen:
			return &importer.BadFileError{File: f.Path, Why: "it is no export of Confluence that is known: expected <hibernate-generic>"}
		}
	}
}

// unwritable reports a character that a file of XML cannot have.
func unwritable(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// broken says where a file cannot be read any further, and whether it ends there.
func broken(f importer.File, dec *xml.Decoder, err error) error {
	why := fmt.Sprintf("it is damaged at byte %d", dec.InputOffset())
	if bad := new(xml.SyntaxError); errors.Is(err, io.EOF) || errors.As(err, &bad) && strings.HasPrefix(bad.Msg, "unexpected EOF") {
		why = fmt.Sprintf("it breaks off at byte %d: the download is not complete", dec.InputOffset())
	}
	return &importer.BadFileError{File: f.Path, Why: why, Err: err}
}

// xmlObject is how an object is written.
type xmlObject struct {
	ID         string `xml:"id"`
	Properties []struct {
		Name string `xml:"name,attr"`
		Text string `xml:",chardata"`
		Ref  string `xml:"id"`
	} `xml:"property"`
}

func readObject(dec *xml.Decoder, start xml.StartElement) (object, error) {
	var x xmlObject
	if err := dec.DecodeElement(&x, &start); err != nil {
		return object{}, err
	}
	o := object{id: x.ID, texts: map[string]string{}, refs: map[string]string{}}
	for _, a := range start.Attr {
		if a.Name.Local == "class" {
			o.class = a.Value
		}
	}
	for _, p := range x.Properties {
		if p.Ref != "" {
			o.refs[p.Name] = p.Ref
			continue
		}
		// A CDATA section cannot hold "]]>", so the export writes a space into it.
		o.texts[p.Name] = strings.ReplaceAll(p.Text, "]] >", "]]>")
	}
	return o, nil
}
