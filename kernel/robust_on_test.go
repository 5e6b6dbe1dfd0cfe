//go:build robust

package kernel

// robust asks for the long forms of tests, as long as an afternoon allows:
//
//	go test -tags robust -timeout 30m ./kernel           all of them, in full
//	go test -tags robust -short -timeout 20m ./kernel    a quarter of that
const robust = true
