package knowledge

import (
	"fmt"
	"strings"
)

// A Driver is one of the three ways in which research changes what a
// technology needs.
type Driver uint8

const (
	Efficiency Driver = iota // less mineral, lower cost per unit; object: sub-technology
	Durability               // longer life, more second-life use; object: sub-technology
	Recycling                // higher yield; object: mineral
)

var driverNames = [...]string{"efficiency", "durability", "recycling"}

// String is the driver's name in lower case.
func (d Driver) String() string {
	if int(d) < len(driverNames) {
		return driverNames[d]
	}
	return fmt.Sprintf("driver %d", uint8(d))
}

// A Key names a stock of knowledge: a driver and the sub-technology or mineral
// that it works on.
type Key struct {
	Driver Driver
	Object string
}

// String is "efficiency|LFP", the form that ParseKey reads.
func (k Key) String() string { return k.Driver.String() + "|" + k.Object }

// ParseKey reads "driver|object".
func ParseKey(s string) (Key, error) {
	name, object, ok := strings.Cut(s, "|")
	for d, n := range driverNames {
		if ok && n == name && object != "" {
			return Key{Driver(d), object}, nil
		}
	}
	return Key{}, fmt.Errorf("knowledge: ParseKey: %q is not driver|object with a driver of %s", s, strings.Join(driverNames[:], ", "))
}
