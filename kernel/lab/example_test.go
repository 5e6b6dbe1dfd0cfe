package lab_test

import (
	"fmt"

	"github.com/lodestone-model/lodestone/kernel/lab"
)

// Flags of JupyterLab go through, but for those that would open it to others.
func ExampleCheckFlags() {
	fmt.Println(lab.CheckFlags([]string{"--no-browser", "--port=9999"}))
	fmt.Println(lab.CheckFlags([]string{"--ip=0.0.0.0"}) != nil)
	// Output:
	// <nil>
	// true
}
