package repo

import (
	"context"
	"fmt"
	"io"
)

// WriteBundle writes a git bundle: a file that holds a reference with the commits that
// lead from base to it ("" is all of them), to be carried where no network goes. Whoever
// has base can fetch from it as from a remote.
//
//	# v2 git bundle
//	-7fe1c1d0…                       what the receiver must have
//	0a4b…  refs/heads/cop/ana/pager  what it brings
//
//	PACK…
func (r *Repo) WriteBundle(ctx context.Context, w io.Writer, ref Ref, tip, base Hash) error {
	var have []Hash
	head := "# v2 git bundle\n"
	if len(tip) > 40 {
		head = "# v3 git bundle\n@object-format=sha256\n"
	}
	if base != "" {
		have = append(have, base)
		head += fmt.Sprintf("-%s\n", base)
	}
	head += fmt.Sprintf("%s %s\n\n", tip, ref)
	ids, err := r.outgoing(ctx, []Hash{tip}, have)
	if err != nil {
		return fmt.Errorf("bundle %s: %w", ref, err)
	}
	if _, err := io.WriteString(w, head); err != nil {
		return fmt.Errorf("bundle %s: %w", ref, err)
	}
	if err := r.writePack(w, ids, nil); err != nil {
		return fmt.Errorf("bundle %s: %w", ref, err)
	}
	return nil
}
