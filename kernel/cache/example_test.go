package cache_test

import (
	"fmt"
	"os"

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
