package parquet_test

import (
	"bytes"
	"fmt"
	"log"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/parquet"
)

// A sheet of a path as a Parquet file; pathway.Result.Sheets makes all of them.
func ExampleWrite() {
	sheet := pathway.Sheet{Name: "prices.csv", Header: []string{"year", "commodity", "price"},
		Rows: [][]string{{"2024", "lithium", "1"}, {"2025", "lithium", "1.07"}}}
	var file bytes.Buffer
	if err := parquet.Write(&file, sheet); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s ... %s\n", file.Bytes()[:4], file.Bytes()[file.Len()-4:])
	// Output: PAR1 ... PAR1
}
