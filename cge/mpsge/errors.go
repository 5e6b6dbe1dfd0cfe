package mpsge

import "fmt"

// An Inexpressible is the error of something that MPSGE has no words for.
type Inexpressible struct {
	Place  string // whose: producer "steel", consumer "home", ...
	Part   string // of it: the quantity of coal, ... ; "" for all of it
	Reason string // and what to do about it
}

// Error names the place, the part and the reason.
func (e *Inexpressible) Error() string {
	where := e.Place
	if e.Part != "" {
		where += ": " + e.Part
	}
	return fmt.Sprintf("mpsge: %s: %s", where, e.Reason)
}

// A SyntaxError says where a program is wrong, or leaves the subset that is
// read, and what was expected there.
type SyntaxError struct {
	Line, Column int // the first is 1; columns count bytes
	Msg          string
}

// Error gives line, column and reason.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("mpsge: line %d, column %d: %s", e.Line, e.Column, e.Msg)
}
