// Command rearrange makes the tables that package datasets embeds from the
// compiled figures, which are larger and in many schemas.
//
//	go run ./datasets/internal/rearrange -from DIR [-to datasets]
//
//	DIR/*.csv, DIR/network/*.csv ──▶ one function per table ──▶ data/NAME.csv[.gz]
//	                                       │                └─▶ noncommercial/data/...
//	DIR/sources*.csv ──────────────────────┴──▶ sources.csv in both
//
// A function says in its comment what it chooses and leaves out. Rows whose
// sources do not allow commercial use go to the folder noncommercial: a whole
// table under its own name, single rows of a table under NAME_nc.
// The same input gives the same bytes.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	from := flag.String("from", "", "folder with the compiled figures")
	to := flag.String("to", "datasets", "folder of package datasets")
	flag.Parse()
	if *from == "" {
		fmt.Fprintln(os.Stderr, "rearrange: -from DIR is needed: the folder with the compiled figures")
		os.Exit(2)
	}
	if err := run(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// recipes make the tables, in the order of the catalogue.
var recipes = []func(*library) error{
	nodeList, nodeFigures, edges, endOfLife, mineralList, mineralFigures, knowledge,
	mineralDemand, demandStudies, evOutlook, batteryMix, energyDensity,
	weo, nze2021,
	capacity, generation, evHistory,
	materialIntensity, lifetimes,
	production, prices, deflator, reserves,
	recycling, secondLife, learningRates, elasticities, costParams, costHistory,
	supplyOutlook, lithiumDeposits, gcamNetwork, gcamMap,
	socialAccounts, benchmark, accounts, canada, research, macro,
}

func run(from, to string) error {
	lib := newLibrary(from)
	for _, recipe := range recipes {
		if err := recipe(lib); err != nil {
			return err
		}
	}
	if err := lib.flagDefects(); err != nil {
		return err
	}
	open, nc := lib.split()
	if err := open.write(lib, to); err != nil {
		return err
	}
	return nc.write(lib, filepath.Join(to, "noncommercial"))
}
