package pool_test

import (
	"strings"
	"testing"
)

// The first byte of a picture is no letter: what makes letters small would write it as one that could
// not be read, and every picture would be called damaged.
func TestWholePicturesAreNotDamaged(t *testing.T) {
	p := folder(t, func(dir string) {
		put(t, dir, "a.md", "# A\n\n![](whole.png) ![](photo.jpg) ![](text.png) ![](page.PNG)\n")
		put(t, dir, "whole.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
		put(t, dir, "photo.jpg", "\xff\xd8\xff\xe0\x00\x10JFIF")
		put(t, dir, "text.png", "\xef\xbf\xbdPNG\n")
		put(t, dir, "page.PNG", "<!DOCTYPE html>")
	})
	all, err := p.Check(t.Context(), nil)
	got := ""
	for _, c := range all {
		if c.Rule == "damaged-file" {
			got += c.Path + " "
		}
	}
	if err != nil || strings.TrimSpace(got) != "practices/page.PNG practices/text.png" {
		t.Errorf("%v %q", err, got)
	}
}
