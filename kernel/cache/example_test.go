package cache_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/lodestone-model/lodestone/kernel/cache"
)

func ExampleDo() {
	dir, err := os.MkdirTemp("", "results")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	c, err := cache.Open(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	key, err := cache.Key("sum of squares", "v1", []int{3, 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		v, err := cache.Do(c, key, func() (int, error) { fmt.Println("computing"); return 25, nil })
		fmt.Println(v, err)
	}
	// Output:
	// computing
	// 25 <nil>
	// 25 <nil>
}

func ExampleKey() {
	a, _ := cache.Key("demand", "v1", map[string]float64{"li": 1, "co": 2})
	b, _ := cache.Key("demand", "v1", map[string]float64{"co": 2, "li": 1})
	c, _ := cache.Key("demand", "v2", map[string]float64{"co": 2, "li": 1})
	fmt.Println(a == b, a == c)
	// Output: true false
}

// A key that changes with the inputs, with package stats, and with every
// package of the module that it imports.
func ExampleDependencyVersion() {
	root, err := os.MkdirTemp("", "module")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)
	for name, text := range map[string]string{
		"go.mod": "module example.org/m", "stats/s.go": "package stats\n\nimport _ \"example.org/m/units\"", "units/u.go": "package units",
	} {
		os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755)
		os.WriteFile(filepath.Join(root, name), []byte(text), 0o644)
	}
	before, err := cache.DependencyVersion(root, "stats")
	if err != nil {
		fmt.Println(err)
		return
	}
	os.WriteFile(filepath.Join(root, "units/u.go"), []byte("package units // edited"), 0o644)
	after, err := cache.DependencyVersion(root, "stats")
	fmt.Println(before == after, err)
	// Output: false <nil>
}
