package main

import "time"

// stamp is a time as programs get it: RFC 3339 in UTC, and null where there is none.
type stamp struct{ time.Time }

// MarshalJSON writes the zero time as null.
func (s stamp) MarshalJSON() ([]byte, error) {
	if s.IsZero() {
		return []byte("null"), nil
	}
	return s.UTC().Truncate(time.Second).MarshalJSON()
}
