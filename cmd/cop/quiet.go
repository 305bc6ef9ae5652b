package main

// What -q leaves out: results that only tell what was done. What was asked for – a list, a
// note, what would happen – is printed all the same, and so is what went wrong.

func (r syncResult) only() bool   { return !r.dryRun && len(r.rep.Conflicts) == 0 }
func (r shareResult) only() bool  { return !r.dryRun && len(r.rep.Sync.Conflicts) == 0 }
func (r place) only() bool        { return true }
func (u undone) only() bool       { return !u.dryRun }
func (a *reviewActed) only() bool { return true }
