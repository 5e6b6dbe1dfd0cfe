package simulate

import (
	"fmt"
	"strconv"
	"strings"
)

// mostSeeds is how many economies a list may name; a slip such as 2-10000000000
// is refused rather than drawn.
const mostSeeds = 1 << 20

// Seeds reads a list of seeds, as commands take it: numbers and ranges that
// hold both ends, with commas between, such as "201-204" or "201,203".
func Seeds(list string) ([]uint64, error) {
	var out []uint64
	for _, part := range strings.Split(list, ",") {
		first, last, ok := strings.Cut(part, "-")
		if !ok {
			last = first
		}
		from, err1 := strconv.ParseUint(first, 10, 64)
		to, err2 := strconv.ParseUint(last, 10, 64)
		if err1 != nil || err2 != nil || to < from {
			return nil, fmt.Errorf("simulate: seeds %q: write 201-204 or 201,203", list)
		}
		if to-from >= uint64(mostSeeds-len(out)) {
			return nil, fmt.Errorf("simulate: seeds %q: more than %d", list, mostSeeds)
		}
		for i := range to - from + 1 { // to may be the largest there is
			out = append(out, from+i)
		}
	}
	return out, nil
}
