//go:build robust

package kernel

// robust asks for the long forms of tests: go test -tags robust.
const robust = true
